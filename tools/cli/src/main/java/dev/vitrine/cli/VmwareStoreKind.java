package dev.vitrine.cli;

import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.backend.vmware.VmwareImageStore;
import dev.vitrine.backend.vmware.VmwareOptions;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.cli.config.VmwareStoreSettings;
import dev.vitrine.fetch.ClientTls;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Stores of type `vmware`.
final class VmwareStoreKind implements StoreKind {

  @Override
  public String type() {
    return VmwareStoreSettings.NAME;
  }

  @Override
  public Made make(StoreSection section) {
    String host = section.get(VmwareStoreSettings.HOST);
    List<String> datastores = section.get(VmwareStoreSettings.DATASTORES);
    VmwareOptions options =
        new VmwareOptions(
            host,
            URI.create("https://" + host),
            section.get(VmwareStoreSettings.USER),
            section.get(VmwareStoreSettings.PASSWORD),
            datastores.stream().map(VmwareStoreKind::datastore).toList(),
            section.get(VmwareStoreSettings.FOLDER),
            section.get(VmwareStoreSettings.TASK_POLL));
    Optional<Path> caFile = section.get(VmwareStoreSettings.CA_FILE);
    boolean insecure = caFile.isEmpty() && section.get(VmwareStoreSettings.INSECURE);
    ClientTls tls = new ClientTls(caFile.orElse(null), null, null, insecure);
    return new Made(
        new GuardedImageStore(
            new VmwareImageStore(options, tls, WireLimits.usual()),
            "store " + section.id(),
            GuardedImageStore.LIMITS.withRetries(section.get(VmwareStoreSettings.RETRIES))),
        new LinkedHashMap<>());
  }

  /// A datacenter's path may have slashes; neither it nor a datastore's name has colons.
  private static VmwareOptions.Datastore datastore(String text) {
    String[] parts = text.split(":", -1);
    try {
      return new VmwareOptions.Datastore(
          parts[0], parts[1], parts.length > 2 ? Integer.parseInt(parts[2]) : 0);
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "vmware_datastores: '" + text + "' is not of the form datacenter:datastore:weight", e);
    }
  }
}
