package dev.vitrine.blobstore;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// What a store holds, against what it stands for.
///
/// @param chunks distinct chunks in the system of record
/// @param uniqueBytes the bytes of the chunks that the blobs asked about name, each once
/// @param recipes recipes in the system of record
/// @param storedBytes what chunks and recipes take there, packed or not
/// @param logicalBytes bytes of the blobs asked about, each counted as often as it was named
/// @param tiers what each tier holds, in the order in which they are read
public record StoreStatistics(
    long chunks,
    long uniqueBytes,
    long recipes,
    long storedBytes,
    long logicalBytes,
    List<Held> tiers) {
  public StoreStatistics {
    tiers = List.copyOf(tiers);
  }

  /// What no store holds.
  public static final StoreStatistics NOTHING = new StoreStatistics(0, 0, 0, 0, 0, List.of());

  /// Both stores together.
  public StoreStatistics plus(StoreStatistics other) {
    return new StoreStatistics(
        chunks + other.chunks,
        uniqueBytes + other.uniqueBytes,
        recipes + other.recipes,
        storedBytes + other.storedBytes,
        logicalBytes + other.logicalBytes,
        Stream.concat(tiers.stream(), other.tiers.stream()).toList());
  }

  /// What one tier holds.
  ///
  /// @param chunkBytes what the chunks take, packed or not
  public record Held(Tier tier, long chunks, long chunkBytes, long recipes, long recipeBytes) {}

  /// Counts by listings. What is stored meanwhile may or may not count.
  ///
  /// @param blobs recipes of the blobs that are in use; a lost one throws [BlobException.NotFound]
  public static StoreStatistics of(BlobStore store, Collection<Digest> blobs) throws BlobException {
    List<Held> tiers = new ArrayList<>();
    for (Tier tier : store.tiers()) {
      Count chunks = Count.of(tier.backend(), StoredName.Kind.CHUNK);
      Count recipes = Count.of(tier.backend(), StoredName.Kind.RECIPE);
      tiers.add(new Held(tier, chunks.objects, chunks.bytes, recipes.objects, recipes.bytes));
    }
    Held record = tiers.get(store.tiers().indexOf(store.systemOfRecord()));
    DigestTable unique = new DigestTable((int) Math.min(record.chunks, 1 << 20));
    long logicalBytes = 0;
    for (Digest blob : blobs) {
      Recipe recipe = store.recipe(blob);
      logicalBytes += recipe.lengthBytes();
      for (int i = 0; i < recipe.pieceCount(); i++) {
        if (recipe.piece(i) instanceof Piece.ChunkRef(Digest digest, int lengthBytes)) {
          unique.add(digest, lengthBytes);
        }
      }
    }
    Sum uniqueBytes = new Sum();
    unique.forEach(uniqueBytes);
    return new StoreStatistics(
        record.chunks,
        uniqueBytes.bytes,
        record.recipes,
        record.chunkBytes + record.recipeBytes,
        logicalBytes,
        tiers);
  }

  private static final class Sum implements DigestTable.Visitor {
    private long bytes;

    @Override
    public void visit(Digest digest, int lengthBytes, boolean marked) {
      bytes += lengthBytes;
    }
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
