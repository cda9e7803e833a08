package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Where things are below a store's directory.
///
/// ```
///   vitrine-store              the descriptor
///   lock                       held by the process that writes
///   cache                      in a cache: whether what is there can be trusted
///   chunks/<2 hex>/<64 hex>    a chunk: its bytes and nothing else
///   packed/<2 hex>/<64 hex>    a chunk in its packed form
///   recipes/<2 hex>/<64 hex>   a recipe
///   tmp/<number>               what has no name yet; thrown away at the next start
///   quarantine/…               damaged objects, each under the path that it had
/// ```
record Layout(Path root) {
  private static final Pattern SHARD = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern OBJECT = Pattern.compile("[0-9a-f]{64}");

  Path lock() {
    return root.resolve("lock");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  Path folder(StoredName.Kind kind) {
    return root.resolve(kind.folder());
  }

  Path shard(StoredName.Kind kind, int prefix) {
    return folder(kind).resolve("%02x".formatted(prefix));
  }

  Path file(StoredName name) {
    return root.resolve(name.path());
  }

  Path quarantine() {
    return root.resolve(StoredName.QUARANTINE);
  }

  /// Where an object goes that is taken for damaged.
  Path quarantined(StoredName name) {
    return quarantine().resolve(name.path());
  }

  /// What may lie in the directory itself. `lost+found`, because a store may have a file system of
  /// its own.
  boolean isKnownEntry(Path entry) {
    return Set.of(
                "vitrine-store",
                "lock",
                "tmp",
                "chunks",
                "packed",
                "recipes",
                StoredName.QUARANTINE,
                "lost+found")
            .contains(entry.getFileName().toString())
        || CacheMark.isMark(entry);
  }

  boolean isShard(Path folder) {
    return SHARD.matcher(folder.getFileName().toString()).matches();
  }

  /// The object whose file this is, or empty when it is none.
  Optional<StoredName> object(StoredName.Kind kind, Path file) {
    String name = file.getFileName().toString();
    if (!OBJECT.matcher(name).matches()) {
      return Optional.empty();
    }
    StoredName object = new StoredName(kind, Digest.fromHex(name));
    return file(object).equals(file) ? Optional.of(object) : Optional.empty();
  }
}
