package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Keeps named, immutable bytes somewhere. The contract that every implementation passes is
/// `ChunkBackendContract` in the testkit.
///
/// **Thread-safe.** Calls block and are made from virtual threads or from pools that may block. An
/// implementation never retries: that is the decorator's work.
///
/// **Visibility.** After [#put] returned, every later call on the same backend object sees the
/// object whole; other backend objects over the same storage see it at the latest when it was made
/// durable. Nobody ever sees a part of it.
///
/// **Durability.** [#put] promises nothing about power loss, nor about the end of the process.
/// [#makeDurable] does, for everything that its names cover, also when another writer put them.
///
/// **Failures** are [BlobException]s. An interrupted caller gets a [BlobException.Transient] with
/// the interrupt flag set again.
public interface ChunkBackend extends AutoCloseable {

  /// What the caller may count on beyond the contract.
  ///
  /// @param fileSlices [#open] answers with [Content.FileSlice], so that the kernel can send it,
  ///   wherever the bytes lie in a file as they are
  /// @param remote calls cross a network: worth parallelism, worth a cache in front
  record Capabilities(boolean fileSlices, boolean remote) {}

  /// One object of a listing.
  ///
  /// @param lengthBytes what it takes where it is kept; less than [#length] where that is packed
  record Listed(StoredName name, long lengthBytes) {}

  /// Tells whether an object's bytes are those that its name promises.
  @FunctionalInterface
  interface Check {
    /// @param whole the object from its first byte to its last; the caller closes it
    boolean sound(Content whole) throws BlobException;
  }

  /// What [#quarantine] came to.
  enum Quarantine {
    /// The object is as it should be, or is not there.
    NOT_NEEDED,
    /// Its bytes are kept aside and its place is empty.
    TAKEN_OUT,
    /// Its bytes are kept aside and are still in their place, too.
    COPIED
  }

  Capabilities capabilities();

  /// The stored length, or empty when there is no such object. Never reads the bytes.
  OptionalLong length(StoredName name) throws BlobException;

  /// Stores the remaining bytes of `content`, in order, under `name`. Idempotent: an object that is
  /// there already, with the same length, stays; one of another length is damaged and is replaced.
  /// The caller vouches that `name` is the digest of the bytes and keeps the buffers, whose
  /// positions do not move.
  void put(StoredName name, List<ByteBuffer> content) throws BlobException;

  /// As [#put], but in place of what is there even if that has the same length: for an object that
  /// is known to be damaged. Readers that have it open go on with the old bytes.
  void replace(StoredName name, List<ByteBuffer> content) throws BlobException;

  /// Looks at an object that is taken for damaged once more and, when `check` finds it unsound,
  /// keeps its bytes aside, under the same name in a place of their own, where nothing but
  /// [#quarantined] sees them. Bytes that were kept under the name before are dropped.
  ///
  /// A local backend takes the object out of its place, in one step: an object that somebody put
  /// instead meanwhile stays. A remote one leaves it there: a removal that is carried out late
  /// would take what was put since, and readers of a remote backend compare digests anyway.
  Quarantine quarantine(StoredName name, Check check) throws BlobException;

  /// What is kept aside, in no order. As with [#list].
  Stream<Listed> quarantined() throws BlobException;

  /// Opens `lengthBytes` bytes from `offset`. The caller closes the content.
  ///
  /// Throws [BlobException.NotFound] when there is no such object, [BlobException.Corrupt] when it
  /// is shorter than asked for.
  Content open(StoredName name, long offset, long lengthBytes) throws BlobException;

  /// Returns when every named object, and its name, survives the loss of power. Throws
  /// [BlobException.NotFound] when one of them is not there (any more).
  ///
  /// A failed synchronisation is never tried again on the same bytes, because the system may have
  /// dropped them and forgotten the error. So when this throws anything else, every object that was
  /// not durable before may be gone, for all callers: it is put again by whoever needs it.
  void makeDurable(Collection<StoredName> names) throws BlobException;

  /// Removes the object; nothing happens when it is absent.
  void delete(StoredName name) throws BlobException;

  /// All objects of a kind whose digest begins with the byte `prefix` (0 to 255), in no order. What
  /// is put or deleted meanwhile may or may not be seen; calls for ascending bytes may be answered
  /// as one listing, which was made when the first of them was. The caller closes the stream; while
  /// it is read it may throw [java.io.UncheckedIOException] around a [BlobException].
  Stream<Listed> list(StoredName.Kind kind, int prefix) throws BlobException;

  /// Says that somebody reads the object, or would have put it. For those that care about the heat
  /// of what they keep; costs next to nothing, and may be forgotten.
  default void used(StoredName name) {}

  /// When the object was put, or what [#setLastUse] said since; empty when it is not there, and
  /// where that is not known.
  default Optional<Instant> lastUse(StoredName name) throws BlobException {
    return Optional.empty();
  }

  /// Writes down when the object was used, to the second, where [#lastUse] knows it. Not durable;
  /// nothing happens when there is no such object.
  default void setLastUse(StoredName name, Instant at) throws BlobException {}

  /// How many bytes may still be put, where that is known: what is set aside for others is not
  /// among them. A [#put] of a chunk beyond that is refused with [BlobException.Full].
  default OptionalLong roomBytes() {
    return OptionalLong.empty();
  }

  /// Objects that are there but should not be: temporary files, names of no known form. For fsck.
  Stream<String> strays() throws BlobException;

  @Override
  void close();
}
