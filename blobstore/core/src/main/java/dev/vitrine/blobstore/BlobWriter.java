package dev.vitrine.blobstore;

/// One blob on its way in: three verbs, one owner.
///
/// **Not thread-safe**: one thread writes and ends it. Exactly one of [#commit] and [#cancel] ends
/// it; after that every call throws [InvariantViolated].
///
/// **Back-pressure**: [#write] returns as soon as the bytes were looked at, while hashing and
/// storing go on; the memory in flight is bounded by whoever owns the slices. The writer itself
/// holds at most one unfinished chunk ([Chunker#MAX_BYTES]) plus the chunks being hashed.
public interface BlobWriter {

  /// Appends the slice's bytes; takes over the caller's reference, also when it throws.
  void write(Slice slice) throws BlobException, InterruptedException;

  /// Waits for every chunk, makes them durable, then stores the recipe durably. When this returns
  /// the blob survives the loss of power; when it throws, nothing refers to what was written, and
  /// the writer is cancelled.
  Receipt commit() throws BlobException, InterruptedException;

  /// Gives up; releases every slice. Chunks that were already stored stay until they are collected.
  /// Idempotent, also after [#commit] failed; never throws.
  void cancel();

  /// What a finished upload added.
  ///
  /// @param recipe the digest of the recipe: the blob's name
  /// @param lengthBytes length of the blob
  /// @param newBytes bytes of chunks that were not there before
  /// @param knownBytes bytes of chunks that were
  /// @param zeroBytes bytes that needed no chunk
  record Receipt(Digest recipe, long lengthBytes, long newBytes, long knownBytes, long zeroBytes) {}
}
