package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How an object of one backend is, seen by its bytes.
sealed interface Soundness {
  /// It is not there.
  record Absent() implements Soundness {}

  /// It is what its name says.
  record Sound(ByteBuffer bytes) implements Soundness {}

  /// It has other bytes than its name says.
  record Wrong(String reason) implements Soundness {}

  /// Its bytes cannot be had at present, which the disk is to blame for.
  record Unreadable(String reason) implements Soundness {}

  /// Reads the whole object. What may be the fault of the way to the backend is thrown, since it
  /// says nothing about the object.
  static Soundness of(ChunkBackend backend, StoredName name) throws BlobException {
    try {
      OptionalLong lengthBytes = backend.length(name);
      if (lengthBytes.isEmpty() && !backend.capabilities().remote()) {
        // A folder that cannot be read has the quick answer of a file that is not there.
        try (Content _ = backend.open(name, 0, 1)) {
          lengthBytes = backend.length(name);
        }
      }
      if (lengthBytes.isEmpty()) {
        return new Absent();
      }
      String odd = oddLength(name, lengthBytes.getAsLong());
      if (odd != null) {
        return new Wrong(odd);
      }
      try (Content content = backend.open(name, 0, lengthBytes.getAsLong())) {
        ByteBuffer bytes = ContentBytes.read(content);
        return Digest.sha256(List.of(bytes)).equals(name.digest())
            ? new Sound(bytes)
            : new Wrong("has other bytes than its name says");
      }
    } catch (BlobException.NotFound e) {
      return new Absent();
    } catch (BlobException.TooNew e) {
      return new Unreadable(String.valueOf(e.getMessage()));
    } catch (BlobException.Corrupt e) {
      return new Wrong(String.valueOf(e.getMessage()));
    } catch (BlobException.Transient e) {
      if (backend.capabilities().remote() || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return new Unreadable("cannot be read: " + e.getMessage());
    }
  }

  /// What an object is held against when it is taken for damaged.
  static ChunkBackend.Check check(StoredName name) {
    return whole ->
        oddLength(name, whole.lengthBytes()) == null
            && ContentBytes.sha256(whole).equals(name.digest());
  }

  private static @Nullable String oddLength(StoredName name, long lengthBytes) {
    long most =
        name.kind() == StoredName.Kind.RECIPE ? Recipe.MAX_ENCODED_BYTES : Chunker.MAX_BYTES;
    return lengthBytes > most ? "has " + lengthBytes + " bytes" : null;
  }
}
