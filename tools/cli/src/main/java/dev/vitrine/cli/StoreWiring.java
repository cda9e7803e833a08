package dev.vitrine.cli;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.file.FileImageStore;
import dev.vitrine.backend.file.FileStoreOptions;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.StoreOptions;
import dev.vitrine.cli.config.StoreOptions.Backend;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
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

  private final Configuration configuration;
  private final BlobStore chunks;
  private final OpenParts parts;

  StoreWiring(Configuration configuration, BlobStore chunks, OpenParts parts) {
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
        ? Stores.single(Store.of(ALONE, new Store.Chunks(chunks)))
        : unnamed(types);
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
      if (backend.type().equals("vitrine") && stores.stream().anyMatch(StoreWiring::hasChunks)) {
        throw CommandFailure.wrongUse(
            "enabled_backends has two stores of type vitrine, and there is one chunk store");
      }
      store(backend.id(), backend.id(), backend.type()).ifPresent(stores::add);
    }
    String wanted =
        configuration
            .get(StoreOptions.DEFAULT_BACKEND)
            .orElseThrow(
                () -> CommandFailure.wrongUse("'default_backend' config option is not set."));
    requireThere(stores, wanted);
    List<Store> reserved = new ArrayList<>();
    if (stores.stream().noneMatch(StoreWiring::hasChunks)) {
      reserved.add(Store.of(EARLIER, new Store.Chunks(chunks)));
    }
    return Stores.several(stores, reserved, wanted);
  }

  private Stores unnamed(List<String> types) throws CommandFailure {
    List<Store> stores = new ArrayList<>();
    for (String type : types) {
      store(type, StoreOptions.UNNAMED_GROUP, type).ifPresent(stores::add);
    }
    String wanted = configuration.get(StoreOptions.DEFAULT_STORE);
    requireThere(stores, wanted);
    if (stores.stream().noneMatch(StoreWiring::hasChunks)) {
      stores.add(Store.of(ALONE, new Store.Chunks(chunks)));
    }
    return Stores.unnamed(stores, wanted);
  }

  private static boolean hasChunks(Store store) {
    return store.backing() instanceof Store.Chunks;
  }

  private static void requireThere(List<Store> stores, String id) throws CommandFailure {
    if (stores.stream().noneMatch(store -> store.id().equals(id))) {
      throw CommandFailure.wrongUse("Store for identifier " + id + " not found");
    }
  }

  /// Empty for a type that there is not.
  private Optional<Store> store(String id, String group, String type) throws CommandFailure {
    try {
      return switch (type) {
        case "vitrine" -> Optional.of(store(id, group, new Store.Chunks(chunks), noProperties()));
        case "file" -> {
          FileStoreOptions options = file(group);
          yield Optional.of(store(id, group, new FileImageStore(options), shown(options)));
        }
        default -> {
          LOG.warn("Store {} is left out: there are no stores of type {}", id, type);
          yield Optional.empty();
        }
      };
    } catch (IllegalArgumentException e) {
      throw CommandFailure.wrongUse("store " + id + ": " + e.getMessage(), e);
    }
  }

  private Store store(
      String id, String group, ImageStore images, SequencedMap<String, Object> properties) {
    return store(id, group, new Store.Whole(parts.add(images)), properties);
  }

  private Store store(
      String id, String group, Store.Backing backing, SequencedMap<String, Object> properties) {
    return new Store(
        id,
        get(group, StoreOptions.DESCRIPTION).orElse(null),
        get(group, StoreOptions.WEIGHT),
        properties,
        backing);
  }

  private <T> T get(String group, Option<T> option) {
    return configuration.get(StoreOptions.in(group, option));
  }

  private FileStoreOptions file(String group) {
    Option<Optional<Path>> single = StoreOptions.in(group, StoreOptions.FILE_DATADIR);
    List<String> several = get(group, StoreOptions.FILE_DATADIRS);
    Optional<Path> one = configuration.get(single);
    boolean saidOne = one.isPresent() && configuration.isSet(single);
    if (saidOne && !several.isEmpty()) {
      throw new IllegalArgumentException(
          "filesystem_store_datadir and filesystem_store_datadirs are both set");
    }
    List<FileStoreOptions.Folder> folders =
        several.isEmpty()
            ? one.map(path -> List.of(new FileStoreOptions.Folder(path, 0))).orElse(List.of())
            : several.stream().map(StoreWiring::folder).toList();
    int mode = get(group, StoreOptions.FILE_PERMISSIONS);
    return new FileStoreOptions(
        folders,
        mode == 0 ? Optional.empty() : Optional.of(mode),
        get(group, StoreOptions.FILE_CHUNK_BYTES),
        get(group, StoreOptions.FILE_THIN));
  }

  private static FileStoreOptions.Folder folder(String text) {
    int colon = text.lastIndexOf(':');
    return colon < 0
        ? new FileStoreOptions.Folder(Path.of(text), 0)
        : new FileStoreOptions.Folder(
            Path.of(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
  }

  private static SequencedMap<String, Object> noProperties() {
    return new LinkedHashMap<>();
  }

  private static SequencedMap<String, Object> shown(FileStoreOptions options) {
    SequencedMap<String, Object> properties = noProperties();
    List<String> folders =
        options.folders().stream().map(folder -> folder.path().toString()).toList();
    properties.put("data_dir", folders.size() == 1 ? folders.getFirst() : folders);
    properties.put("chunk_size", options.blockBytes());
    properties.put("thin_provisioning", options.thin());
    return properties;
  }
}
