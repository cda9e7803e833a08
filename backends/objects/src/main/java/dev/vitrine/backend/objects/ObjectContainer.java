package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.BlobException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Keeps bytes under keys somewhere else: a bucket, a container, a pool.
///
/// **Thread-safe.** Calls block, each at most for as long as the implementation's own time limits
/// say, and are never retried here. An implementation can be constructed while the other side is
/// away; then calls fail until it is there.
///
/// **Durability.** What [#put] acknowledged is durable, whole, and visible to everybody.
///
/// **Failures** are [BlobException]s: [BlobException.Transient] for whatever may pass (no
/// connection, a connection cut before the answer was whole, an answer that says so),
/// [BlobException.Denied] for refused credentials and permissions, [BlobException.Full] for want of
/// room or quota. Messages have no credentials.
public interface ObjectContainer extends AutoCloseable {

  /// One object of a listing.
  record Entry(String key, long lengthBytes) {}

  /// A part of a listing.
  ///
  /// @param next gets the part after this one; null when this was the last
  record Page(List<Entry> entries, @Nullable String next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /// The stored length, or empty when there is no such object.
  OptionalLong length(String key) throws BlobException;

  /// Stores the remaining bytes of a heap buffer, whole or not at all, in place of what was there.
  /// The buffer's position does not move.
  void put(String key, ByteBuffer content) throws BlobException;

  /// Reads `lengthBytes` bytes from `offset`, fewer only when the object ends before.
  ///
  /// Throws [BlobException.NotFound] when there is no such object.
  ByteBuffer read(String key, long offset, int lengthBytes) throws BlobException;

  /// Removes the object; nothing happens when it is absent.
  void delete(String key) throws BlobException;

  /// The objects whose keys begin with `prefix`, a part at a time.
  ///
  /// @param from [Page#next] of the part before, or null for the first
  Page list(String prefix, @Nullable String from) throws BlobException;

  /// How to list more than one beginning where [#list] looks at every key each time. Empty where
  /// keys are found by their beginnings.
  default Optional<HashedKeys> hashedKeys() {
    return Optional.empty();
  }

  /// Names it in messages, without credentials.
  @Override
  String toString();

  @Override
  void close();
}
