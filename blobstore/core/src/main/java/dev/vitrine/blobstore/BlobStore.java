package dev.vitrine.blobstore;

import dev.vitrine.blobstore.hash.Hashing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;

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
/// **Deletion** is the [Collector]'s work. A writer relies on a chunk from the moment it found it
/// until its own reference is committed, and asks the [Condemnations] before it does.
public final class BlobStore implements AutoCloseable {
  /// Recipes kept in memory: those of 300 images of 10 GiB.
  private static final long RECIPE_CACHE_BYTES = 256L << 20;

  private final Tiers tiers;
  private final ReadAhead ahead;
  private final ChunkIntake intake;
  private final RecipeCache recipes;

  private final Condemnations condemnations;

  /// The readers that somebody still has, and what they read. Guarded by itself.
  private final Map<StoreReader, Digest> readers = new WeakHashMap<>();

  private BlobStore(Tiers tiers, Hashing hashing, Condemnations condemnations) {
    this.tiers = tiers;
    this.condemnations = condemnations;
    this.ahead = new ReadAhead(tiers);
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
  public static BlobStore open(List<Tier> tiers, Hashing hashing) {
    return open(tiers, hashing, Condemnations.NONE);
  }

  /// As above, for a store whose garbage a [Collector] deletes.
  public static BlobStore open(List<Tier> tiers, Hashing hashing, Condemnations condemnations) {
    return open(tiers, hashing, condemnations, Damages.NONE, false);
  }

  /// As above, for a store whose damage somebody looks after.
  ///
  /// @param verifyOnRead compare the digest of every chunk before any of it is given out, at the
  ///   cost of a core for some 2 GB/s and of the kernel's way from files to sockets
  public static BlobStore open(
      List<Tier> tiers,
      Hashing hashing,
      Condemnations condemnations,
      Damages damages,
      boolean verifyOnRead) {
    return new BlobStore(new Tiers(tiers, damages, verifyOnRead), hashing, condemnations);
  }

  /// The tiers in the order in which they are read.
  public List<Tier> tiers() {
    return tiers.all();
  }

  /// The tier in which a blob must be whole.
  public Tier systemOfRecord() {
    return tiers.systemOfRecord();
  }

  /// What the store is called: as its system of record. What is condemned in it is kept under that
  /// name.
  public String name() {
    return systemOfRecord().name();
  }

  /// What a store of these tiers is called.
  public static String name(List<Tier> tiers) {
    return new Tiers(tiers).systemOfRecord().name();
  }

  /// How many bytes may still be stored, where that is known. Content that is known takes none.
  public OptionalLong roomBytes() {
    return systemOfRecord().backend().roomBytes();
  }

  /// Begins a blob. Whoever gets the writer ends it, with [BlobWriter#commit] or
  /// [BlobWriter#cancel].
  ///
  /// The lease under which something will refer to the blob must have been taken before this call,
  /// and must hold when the reference is committed: else a collector may take the blob away.
  public BlobWriter newWriter() {
    return new StoreWriter(tiers, intake, recipes, condemnations.view());
  }

  /// Opens a blob. Until the reader is released, nothing of the blob is collected by this process;
  /// nothing else is held.
  ///
  /// Throws [BlobException.NotFound] when there is no such recipe.
  public BlobReader openReader(Digest recipe) throws BlobException {
    StoreReader reader = new StoreReader(tiers, ahead, recipes.get(recipe), this::released);
    synchronized (readers) {
      readers.put(reader, recipe);
    }
    return reader;
  }

  private void released(StoreReader reader) {
    synchronized (readers) {
      readers.remove(reader);
    }
  }

  /// The blobs that somebody reads.
  public Set<Digest> beingRead() {
    synchronized (readers) {
      return Set.copyOf(readers.values());
    }
  }

  /// The recipe of that name, from memory when it was used lately.
  public Recipe recipe(Digest recipe) throws BlobException {
    return recipes.get(recipe);
  }

  /// The recipe of that name if memory has it, whatever became of the stored one.
  public Optional<Recipe> remembered(Digest recipe) {
    return recipes.remembered(recipe);
  }

  /// Closes the backends. Writers that are still open fail from here on.
  @Override
  public void close() {
    tiers.all().forEach(tier -> tier.backend().close());
  }
}
