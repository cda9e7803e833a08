package dev.vitrine.blobstore;

import java.util.List;
import java.util.concurrent.Executor;

/// Blobs over tiers in order. Thread-safe.
///
/// ```
///   newWriter ─ slices ─▶ Chunker ─ chunks ─▶ hashing pool: SHA-256 ─▶ known? ─ no ─▶ put ─▶ tiers
///                            └ zero runs ──────────────────────────┬─────────────────────────┘
///                                                     commit: chunks durable ─▶ recipe ─▶ durable
///   openReader ◀─ file slices, buffers, zeros ─ pieces ◀─ recipe (cached) ◀─ tiers
/// ```
///
/// **Durability.** [BlobWriter#commit] returns when every chunk of the blob, written or found, is
/// durable in the system of record (the first durable tier), and after that the recipe. A chunk
/// whose synchronisation failed is not there any more (the contract of [ChunkBackend#makeDurable]),
/// so no later upload takes it for a known one.
///
/// **Deletion.** Nothing here deletes what a recipe needs. Whoever deletes must know that no recipe
/// in use names the chunk, and that no upload that began before looked for it: an upload relies on
/// a chunk from the moment it found it until its own reference is committed.
public final class BlobStore implements AutoCloseable {
  /// Recipes kept in memory: those of 300 images of 10 GiB.
  private static final long RECIPE_CACHE_BYTES = 256L << 20;

  private final Tiers tiers;
  private final ChunkIntake intake;
  private final RecipeCache recipes;

  private BlobStore(Tiers tiers, Executor hashing) {
    this.tiers = tiers;
    this.intake = new ChunkIntake(tiers, hashing);
    this.recipes =
        new RecipeCache(RECIPE_CACHE_BYTES, name -> Recipe.decode(tiers.readRecipe(name)));
  }

  /// Takes over the tiers: [#close] closes their backends.
  ///
  /// @param tiers in the order in which they are read; at least one is durable
  /// @param hashing runs the SHA-256 of chunks and the writes of local backends: a pool of platform
  ///   threads, which the caller shuts down after the store was closed. Its queue is bounded by the
  ///   chunks that all open writers have in flight; it must not run tasks on the caller's thread.
  public static BlobStore open(List<Tier> tiers, Executor hashing) {
    return new BlobStore(new Tiers(tiers), hashing);
  }

  /// The tiers in the order in which they are read.
  public List<Tier> tiers() {
    return tiers.all();
  }

  /// The tier in which a blob must be whole.
  public Tier systemOfRecord() {
    return tiers.systemOfRecord();
  }

  /// Begins a blob. Whoever gets the writer ends it, with [BlobWriter#commit] or
  /// [BlobWriter#cancel].
  public BlobWriter newWriter() {
    return new StoreWriter(tiers, intake, recipes);
  }

  /// Opens a blob. Holds nothing that needs closing.
  ///
  /// Throws [BlobException.NotFound] when there is no such recipe.
  public BlobReader openReader(Digest recipe) throws BlobException {
    return new StoreReader(tiers, recipes.get(recipe));
  }

  /// The recipe of that name, from memory when it was used lately.
  public Recipe recipe(Digest recipe) throws BlobException {
    return recipes.get(recipe);
  }

  /// Closes the backends. Writers that are still open fail from here on.
  @Override
  public void close() {
    tiers.all().forEach(tier -> tier.backend().close());
  }
}
