package dev.vitrine.blobstore;

/// What a collection keeps and what it deletes, in numbers.
///
/// @param liveRecipes recipes that are in use
/// @param keptChunks chunks that they name
/// @param keptBytes their bytes
/// @param garbageRecipes recipes that nobody uses
/// @param garbageRecipeBytes their bytes
/// @param garbageChunks chunks that no recipe in use names
/// @param garbageBytes their bytes
public record CollectionPlan(
    long liveRecipes,
    long keptChunks,
    long keptBytes,
    long garbageRecipes,
    long garbageRecipeBytes,
    long garbageChunks,
    long garbageBytes) {
  static final CollectionPlan NOTHING = new CollectionPlan(0, 0, 0, 0, 0, 0, 0);

  /// All bytes that become free.
  public long freedBytes() {
    return garbageBytes + garbageRecipeBytes;
  }

  CollectionPlan withLiveRecipes(long count) {
    return new CollectionPlan(
        count,
        keptChunks,
        keptBytes,
        garbageRecipes,
        garbageRecipeBytes,
        garbageChunks,
        garbageBytes);
  }

  CollectionPlan plusKept(long chunks, long bytes) {
    return new CollectionPlan(
        liveRecipes,
        keptChunks + chunks,
        keptBytes + bytes,
        garbageRecipes,
        garbageRecipeBytes,
        garbageChunks,
        garbageBytes);
  }

  CollectionPlan plusGarbageRecipes(long recipes, long bytes) {
    return new CollectionPlan(
        liveRecipes,
        keptChunks,
        keptBytes,
        garbageRecipes + recipes,
        garbageRecipeBytes + bytes,
        garbageChunks,
        garbageBytes);
  }

  CollectionPlan plusGarbageChunks(long chunks, long bytes) {
    return new CollectionPlan(
        liveRecipes,
        keptChunks,
        keptBytes,
        garbageRecipes,
        garbageRecipeBytes,
        garbageChunks + chunks,
        garbageBytes + bytes);
  }
}
