package dev.vitrine.cli;

import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.backend.rados.RadosContainer;
import dev.vitrine.backend.rados.RadosContainerOptions;
import dev.vitrine.backend.rados.RbdImageStore;
import dev.vitrine.backend.rados.RbdStoreOptions;
import dev.vitrine.backend.rados.cluster.ClusterOptions;
import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.cli.config.RbdStoreSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// Stores of type `rbd`.
final class RbdStoreKind implements StoreKind, ContainerKind {
  private static final long MIB = 1 << 20;

  @Override
  public String type() {
    return RbdStoreSettings.NAME;
  }

  @Override
  public Made make(StoreSection section) {
    RbdStoreOptions options = options(section);
    return new Made(
        new GuardedImageStore(
            new RbdImageStore(options), "store " + section.id(), GuardedImageStore.LIMITS),
        shown(options));
  }

  @Override
  public ObjectContainer container(StoreSection section) {
    RbdStoreOptions options = options(section);
    return RadosContainer.open(new RadosContainerOptions(options.cluster(), options.pool(), ""));
  }

  private static RbdStoreOptions options(StoreSection section) {
    int seconds = section.get(RbdStoreSettings.TIMEOUT_SECONDS);
    return new RbdStoreOptions(
        new ClusterOptions(
            section.get(RbdStoreSettings.CEPH_CONF),
            section.get(RbdStoreSettings.USER),
            seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty()),
        section.get(RbdStoreSettings.POOL),
        section.get(RbdStoreSettings.CHUNK_MIB) * MIB,
        section.get(RbdStoreSettings.THIN));
  }

  private static SequencedMap<String, Object> shown(RbdStoreOptions options) {
    SequencedMap<String, Object> properties = new LinkedHashMap<>();
    properties.put("chunk_size", options.objectBytes());
    properties.put("pool", options.pool());
    properties.put("thin_provisioning", options.thin());
    options.cluster().configuredFsid().ifPresent(fsid -> properties.put("fsid", fsid));
    return properties;
  }
}
