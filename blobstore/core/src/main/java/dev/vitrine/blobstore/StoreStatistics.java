package dev.vitrine.blobstore;

import java.util.Collection;

/// What a store holds, against what it stands for.
///
/// @param chunks distinct chunks
/// @param uniqueBytes their bytes
/// @param recipes recipes
/// @param storedBytes bytes of chunks and recipes
/// @param logicalBytes bytes of the blobs asked about, each counted as often as it was named
@SuppressWarnings("DoNotCallSuggester") // until the bodies are there
public record StoreStatistics(
    long chunks, long uniqueBytes, long recipes, long storedBytes, long logicalBytes) {

  /// Counts the system of record.
  ///
  /// @param blobs recipes of the blobs that are in use
  public static StoreStatistics of(BlobStore store, Collection<Digest> blobs) throws BlobException {
    throw new InvariantViolated("in work " + store.tiers() + blobs);
  }
}
