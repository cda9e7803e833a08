package dev.vitrine.cli;

import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.backend.swift.SwiftAccount;
import dev.vitrine.backend.swift.SwiftClient;
import dev.vitrine.backend.swift.SwiftContainer;
import dev.vitrine.backend.swift.SwiftEndpoint;
import dev.vitrine.backend.swift.SwiftImageStore;
import dev.vitrine.backend.swift.SwiftReferences;
import dev.vitrine.backend.swift.SwiftStoreOptions;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.SwiftStoreSettings;
import dev.vitrine.fetch.ClientTls;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/// Stores of type `swift`.
final class SwiftStoreKind implements StoreKind, ContainerKind {

  @Override
  public String type() {
    return SwiftStoreSettings.NAME;
  }

  @Override
  public Made make(StoreSection section) {
    if (section.get(SwiftStoreSettings.MULTI_TENANT)) {
      throw new IllegalArgumentException(
          "swift_store_multi_tenant is not honoured: images would lie in the service's account and"
              + " not in their owners'");
    }
    SwiftReferences references = references(section);
    SwiftStoreOptions options =
        new SwiftStoreOptions(
            section.get(SwiftStoreSettings.CONTAINER),
            section.get(SwiftStoreSettings.CREATE_CONTAINER),
            section.get(SwiftStoreSettings.LARGE_OBJECT_BYTES),
            section.get(SwiftStoreSettings.SEGMENT_BYTES),
            section.get(SwiftStoreSettings.CONTAINERS_SEED));
    Function<SwiftAccount, SwiftClient> clients = clients(section);
    SwiftImageStore images = new SwiftImageStore(references, options, clients);
    return new Made(
        new GuardedImageStore(images, "store " + section.id(), GuardedImageStore.LIMITS),
        shown(options));
  }

  @Override
  public ObjectContainer container(StoreSection section) {
    return new SwiftContainer(
        clients(section).apply(references(section).ownAccount()),
        section.get(SwiftStoreSettings.CONTAINER),
        section.get(SwiftStoreSettings.CREATE_CONTAINER));
  }

  private static Function<SwiftAccount, SwiftClient> clients(StoreSection section) {
    SwiftEndpoint endpoint =
        new SwiftEndpoint(
            section.get(SwiftStoreSettings.SERVICE_TYPE),
            section.get(SwiftStoreSettings.ENDPOINT_TYPE).replace("URL", ""),
            section.get(SwiftStoreSettings.REGION),
            section.get(SwiftStoreSettings.ENDPOINT),
            section.get(SwiftStoreSettings.RENEW_BEFORE));
    ClientTls tls =
        new ClientTls(
            section.get(SwiftStoreSettings.CA_FILE).orElse(null),
            null,
            null,
            section.get(SwiftStoreSettings.INSECURE));
    return account ->
        new SwiftClient(account, endpoint, tls, WireLimits.usual(), InstantSource.system());
  }

  private static SwiftReferences references(StoreSection section) {
    String own = section.get(SwiftStoreSettings.REFERENCE);
    Optional<Path> file = section.get(SwiftStoreSettings.CONFIG_FILE);
    if (file.isPresent()) {
      return new SwiftReferences(SwiftReferenceFile.read(file.get()), own);
    }
    Map<String, String> values = new HashMap<>();
    values.put("auth_version", section.get(SwiftStoreSettings.AUTH_VERSION));
    put(values, "auth_address", section, SwiftStoreSettings.AUTH_ADDRESS);
    put(values, "user", section, SwiftStoreSettings.USER);
    put(values, "key", section, SwiftStoreSettings.KEY);
    put(values, "application_credential_id", section, SwiftStoreSettings.CREDENTIAL_ID);
    put(values, "application_credential_secret", section, SwiftStoreSettings.CREDENTIAL_SECRET);
    SequencedMap<String, SwiftAccount> one = new LinkedHashMap<>();
    one.put(own, SwiftReferenceFile.account("swift_store_…", values));
    return new SwiftReferences(one, own);
  }

  private static void put(
      Map<String, String> values,
      String key,
      StoreSection section,
      Option<Optional<String>> option) {
    section.get(option).ifPresent(value -> values.put(key, value));
  }

  private static SequencedMap<String, Object> shown(SwiftStoreOptions options) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    properties.put("container", options.container());
    properties.put("large_object_size", options.largeBytes());
    properties.put("large_object_chunk_size", options.segmentBytes());
    return properties;
  }
}
