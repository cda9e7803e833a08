package dev.vitrine.cli;

import dev.vitrine.api.identity.CallerEndpoints;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.backend.remote.SharedImageStore;
import dev.vitrine.backend.remote.SharedReads;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.StoreOptions;
import dev.vitrine.cli.config.StoreOptions.Backend;
import dev.vitrine.cli.config.TierOptions;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the stores that the configuration names. None of them has to answer for that: a store that
/// is away is noticed when it is used.
final class StoreWiring {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWiring.class);

  /// What the chunk store is called where it is the only one.
  static final String ALONE = "default";

  /// Chunks that were written before the stores got names; nobody chooses this one.
  private static final String EARLIER = Stores.RESERVED_PREFIX + "chunks";

  /// The types of stores of whole images, by name.
  private final Map<String, StoreKind> kinds;

  /// Of the memory that there is, for what readers share.
  private static final int SHARE_OF_MEMORY = 8;

  private final Configuration configuration;
  private final ChunkStores chunks;
  private final OpenParts parts;
  private final SharedReads reads =
      new SharedReads(Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);

  private final List<StoreMeter> meters = new ArrayList<>();

  /// @param endpoints where other services are for callers; empty where callers have no catalogs
  StoreWiring(
      Configuration configuration,
      ChunkStores chunks,
      Optional<CallerEndpoints> endpoints,
      OpenParts parts) {
    this.kinds =
        Stream.<StoreKind>of(
                new FileStoreKind(),
                new HttpStoreKind(),
                new RbdStoreKind(),
                new S3StoreKind(),
                new SwiftStoreKind(endpoints),
                new VmwareStoreKind())
            .collect(Collectors.toUnmodifiableMap(StoreKind::type, Function.identity()));
    this.configuration = configuration;
    this.chunks = chunks;
    this.parts = parts;
  }

  Stores stores() throws CommandFailure {
    List<Backend> backends = configuration.get(StoreOptions.ENABLED_BACKENDS);
    if (!backends.isEmpty()) {
      return named(backends);
    }
    List<String> types = configuration.get(StoreOptions.STORES);
    return types.isEmpty()
        ? Stores.single(Store.of(ALONE, new Store.Chunks(chunks.inDataFolder())))
        : unnamed(types);
  }

  /// Of the stores of whole images that were made.
  List<StoreMeter> meters() {
    return List.copyOf(meters);
  }

  private Stores named(List<Backend> backends) throws CommandFailure {
    List<Store> stores = new ArrayList<>();
    for (Backend backend : backends) {
      if (backend.id().startsWith(Stores.RESERVED_PREFIX)) {
        throw CommandFailure.wrongUse(
            "'os_glance_' prefix should not be used in enabled_backends config option. It is"
                + " reserved for internal use only.");
      }
      if (stores.stream().anyMatch(store -> store.id().equals(backend.id()))) {
        throw CommandFailure.wrongUse("enabled_backends names " + backend.id() + " twice");
      }
      Optional<Store> store = store(backend.id(), backend.id(), backend.type());
      if (store.flatMap(StoreWiring::chunksOf).filter(it -> isOneOf(stores, it)).isPresent()) {
        throw CommandFailure.wrongUse(
            "store "
                + backend.id()
                + " lies where another one of type vitrine does: vitrine_tiers names other places");
      }
      store.ifPresent(stores::add);
    }
    String wanted =
        configuration
            .get(StoreOptions.DEFAULT_BACKEND)
            .orElseThrow(
                () -> CommandFailure.wrongUse("'default_backend' config option is not set."));
    requireThere(stores, wanted);
    Optional<Store> inDataFolder = inDataFolder(stores);
    Store nameless =
        inDataFolder.orElse(Store.of(EARLIER, new Store.Chunks(chunks.inDataFolder())));
    List<Store> reserved = inDataFolder.isPresent() ? List.of() : List.of(nameless);
    return Stores.several(stores, reserved, wanted).withNamelessIn(nameless);
  }

  private Stores unnamed(List<String> types) throws CommandFailure {
    List<Store> stores = new ArrayList<>();
    for (String type : types) {
      store(type, StoreOptions.UNNAMED_GROUP, type).ifPresent(stores::add);
    }
    String wanted = configuration.get(StoreOptions.DEFAULT_STORE);
    requireThere(stores, wanted);
    if (inDataFolder(stores).isEmpty()) {
      stores.add(Store.of(ALONE, new Store.Chunks(chunks.inDataFolder())));
    }
    return Stores.unnamed(stores, wanted);
  }

  private static Optional<BlobStore> chunksOf(Store store) {
    return store.backing() instanceof Store.Chunks(BlobStore blobs)
        ? Optional.of(blobs)
        : Optional.empty();
  }

  private Optional<Store> inDataFolder(List<Store> stores) throws CommandFailure {
    BlobStore blobs = chunks.inDataFolder();
    return stores.stream()
        .filter(store -> store.backing().equals(new Store.Chunks(blobs)))
        .findFirst();
  }

  private static boolean isOneOf(List<Store> stores, BlobStore blobs) {
    return stores.stream().flatMap(store -> chunksOf(store).stream()).anyMatch(blobs::equals);
  }

  private static void requireThere(List<Store> stores, String id) throws CommandFailure {
    if (stores.stream().noneMatch(store -> store.id().equals(id))) {
      throw CommandFailure.wrongUse("Store for identifier " + id + " not found");
    }
  }

  /// Empty for a type that there is not.
  private Optional<Store> store(String id, String group, String type) throws CommandFailure {
    StoreSection section = new StoreSection(configuration, id, group);
    if (type.equals(TierOptions.STORE_TYPE)) {
      Store.Backing backing = new Store.Chunks(chunks.of(section));
      return Optional.of(store(section, backing, new LinkedHashMap<>()));
    }
    StoreKind kind = kinds.get(type);
    if (kind == null) {
      LOG.warn("Store {} is left out: there are no stores of type {}", id, type);
      return Optional.empty();
    }
    try {
      StoreKind.Made made = kind.make(section);
      ImageStore images = parts.add(made.images());
      if (images instanceof GuardedImageStore guarded) {
        meters.add(new StoreMeter(id, guarded::counts, guarded::outage));
      }
      Store.Backing whole =
          new Store.Whole(kind.sharesReads() ? new SharedImageStore(images, reads) : images);
      return Optional.of(store(section, whole, made.properties()));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.wrongUse("store " + id + ": " + e.getMessage(), e);
    }
  }

  private static Store store(
      StoreSection section, Store.Backing backing, SequencedMap<String, Object> properties) {
    return new Store(
        section.id(),
        section.get(StoreOptions.DESCRIPTION).orElse(null),
        section.get(StoreOptions.WEIGHT),
        properties,
        backing);
  }
}
