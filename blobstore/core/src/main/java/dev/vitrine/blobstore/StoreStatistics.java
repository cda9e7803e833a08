package dev.vitrine.blobstore;

import java.util.Collection;

/// What a store holds, against what it stands for.
///
/// @param chunks distinct chunks
/// @param uniqueBytes their bytes
/// @param recipes recipes
/// @param storedBytes bytes of chunks and recipes
/// @param logicalBytes bytes of the blobs asked about, each counted as often as it was named
public record StoreStatistics(
    long chunks, long uniqueBytes, long recipes, long storedBytes, long logicalBytes) {

  /// Counts the system of record, by its listing. What is stored meanwhile may or may not count.
  ///
  /// @param blobs recipes of the blobs that are in use; a lost one throws [BlobException.NotFound]
  public static StoreStatistics of(BlobStore store, Collection<Digest> blobs) throws BlobException {
    ChunkBackend backend = store.systemOfRecord().backend();
    Count chunks = Count.of(backend, StoredName.Kind.CHUNK);
    Count recipes = Count.of(backend, StoredName.Kind.RECIPE);
    long logicalBytes = 0;
    for (Digest blob : blobs) {
      logicalBytes += store.recipe(blob).lengthBytes();
    }
    return new StoreStatistics(
        chunks.objects, chunks.bytes, recipes.objects, chunks.bytes + recipes.bytes, logicalBytes);
  }

  private record Count(long objects, long bytes) {
    static Count of(ChunkBackend backend, StoredName.Kind kind) throws BlobException {
      long objects = 0;
      long bytes = 0;
      for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
        for (ChunkBackend.Listed listed : Listing.of(backend, kind, prefix)) {
          objects++;
          bytes += listed.lengthBytes();
        }
      }
      return new Count(objects, bytes);
    }
  }
}
