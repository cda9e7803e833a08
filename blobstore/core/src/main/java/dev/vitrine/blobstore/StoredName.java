package dev.vitrine.blobstore;

import java.util.Optional;
import java.util.regex.Pattern;

/// The name of one stored object: what kind it is, and the digest of its bytes.
///
/// The same path is a file name below a directory and an object key elsewhere: `chunks/<2 hex>/<64
/// hex>`, `packed/<2 hex>/<64 hex>`, `recipes/<2 hex>/<64 hex>`.
public record StoredName(Kind kind, Digest digest) implements Comparable<StoredName> {
  /// The values of a digest's first byte, by which objects are spread and listed.
  public static final int PREFIXES = 256;

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  /// The name spaces of a backend.
  public enum Kind {
    /// Raw chunk bytes and nothing else.
    CHUNK("chunks"),
    /// A [PackedChunk], under the digest of what was packed. Only a [PackingBackend] has to do with
    /// this name space; above it there are chunks.
    PACKED("packed"),
    /// An encoded [Recipe].
    RECIPE("recipes");

    private final String folder;

    Kind(String folder) {
      this.folder = folder;
    }

    public String folder() {
      return folder;
    }
  }

  /// Where a backend keeps damaged objects, under the same paths as their places have.
  public static final String QUARANTINE = "quarantine";

  public static StoredName chunk(Digest digest) {
    return new StoredName(Kind.CHUNK, digest);
  }

  static StoredName packed(Digest digest) {
    return new StoredName(Kind.PACKED, digest);
  }

  public static StoredName recipe(Digest digest) {
    return new StoredName(Kind.RECIPE, digest);
  }

  /// The path with forward slashes, the same on every backend.
  public String path() {
    String hex = digest.toHex();
    return kind.folder + "/" + hex.substring(0, 2) + "/" + hex;
  }

  /// The object that has this path; empty when it is the path of none.
  public static Optional<StoredName> ofPath(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (HEX.matcher(last).matches()) {
      for (Kind kind : Kind.values()) {
        StoredName name = new StoredName(kind, Digest.fromHex(last));
        if (name.path().equals(path)) {
          return Optional.of(name);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public int compareTo(StoredName other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : digest.compareTo(other.digest);
  }

  @Override
  public String toString() {
    return path();
  }
}
