package dev.vitrine.blobstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// One check of a store.
///
/// For one thread, and one use.
final class FsckRun {
  /// Chunks of half a terabyte; about 150 MiB of memory.
  static final int GROUP_CHUNKS = 1 << 20;

  private final List<Tier> tiers;
  private final List<Tier> otherTiers;
  private final ChunkBackend backend;
  private final String tierName;
  private final Fsck.References references;
  private final Set<Digest> referred;
  private final Fsck.Progress progress;
  private final boolean deep;

  private final Findings findings;
  private final List<Fsck.Damage> cacheDamages = new ArrayList<>();
  private final Set<Digest> readableRecipes = new HashSet<>();
  private long recipeCount;
  private long orphanRecipes;
  private long chunkCount;
  private long chunkBytes;
  private long orphanChunks;
  private long orphanBytes;

  private long totalObjects;

  // Guarded by this: digests are compared on several threads.
  private long doneObjects;
  private long doneBytes;

  FsckRun(List<Tier> tiers, Fsck.References references, Fsck.Progress progress, boolean deep)
      throws BlobException {
    Tier systemOfRecord = new Tiers(tiers).systemOfRecord();
    this.tiers = tiers;
    this.backend = systemOfRecord.backend();
    this.tierName = systemOfRecord.name();
    this.otherTiers = tiers.stream().filter(tier -> !tier.equals(systemOfRecord)).toList();
    this.findings = new Findings(tierName);
    this.references = references;
    this.referred = references.now();
    this.progress = progress;
    this.deep = deep;
  }

  Fsck.Report report() throws BlobException, InterruptedException {
    int[] chunksByPrefix = count();
    checkRecipes();
    int from = 0;
    while (from < StoredName.PREFIXES) {
      int to = from + 1;
      long chunks = chunksByPrefix[from];
      while (to < StoredName.PREFIXES && chunks + chunksByPrefix[to] <= GROUP_CHUNKS) {
        chunks += chunksByPrefix[to++];
      }
      checkChunks(from, to);
      from = to;
    }
    if (deep) {
      for (Tier tier : otherTiers) {
        checkCopies(tier);
      }
    }
    if (findings.lackSomething()) {
      findings.retain(references.now());
    }
    List<Fsck.Damage> damages = new ArrayList<>(findings.damages());
    damages.addAll(cacheDamages);
    return new Fsck.Report(
        recipeCount,
        orphanRecipes,
        chunkCount,
        chunkBytes,
        damages,
        orphanChunks,
        orphanBytes,
        strays());
  }

  private List<String> strays() throws BlobException {
    List<String> strays = new ArrayList<>();
    for (Tier tier : tiers) {
      try (Stream<String> names = tier.backend().strays()) {
        names.forEach(strays::add);
      }
    }
    return strays;
  }

  /// Counts what there is to do; returns the number of chunks of each prefix.
  private int[] count() throws BlobException, InterruptedException {
    int[] chunksByPrefix = new int[StoredName.PREFIXES];
    for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
      stopWhenInterrupted();
      chunksByPrefix[prefix] = Listing.of(backend, StoredName.Kind.CHUNK, prefix).size();
      totalObjects += chunksByPrefix[prefix];
      totalObjects += Listing.of(backend, StoredName.Kind.RECIPE, prefix).size();
      if (deep) {
        for (Tier tier : otherTiers) {
          totalObjects += Listing.of(tier.backend(), StoredName.Kind.CHUNK, prefix).size();
        }
      }
    }
    return chunksByPrefix;
  }

  private void checkRecipes() throws BlobException, InterruptedException {
    for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
      for (ChunkBackend.Listed listed : Listing.of(backend, StoredName.Kind.RECIPE, prefix)) {
        stopWhenInterrupted();
        Digest name = listed.name().digest();
        recipeCount++;
        if (!referred.contains(name)) {
          orphanRecipes++;
        }
        try {
          readRecipe(name);
          readableRecipes.add(name);
        } catch (BlobException.Corrupt | BlobException.TooNew e) {
          findings.damaged(listed.name(), String.valueOf(e.getMessage()));
          findings.neededBy(listed.name(), name);
        } catch (BlobException.NotFound e) {
          // deleted meanwhile; whether that was right is looked at below
        }
        advance(1, 0);
      }
    }
    for (Digest name : referred) {
      StoredName recipe = StoredName.recipe(name);
      if (!readableRecipes.contains(name)
          && !findings.has(recipe)
          && backend.length(recipe).isEmpty()) {
        findings.missing(recipe);
        findings.neededBy(recipe, name);
      }
    }
  }

  private Recipe readRecipe(Digest name) throws BlobException {
    // Through a store of this tier alone: a cache must not stand in for the system of record.
    return Recipe.decode(
        new Tiers(List.of(new Tier(tierName, Tier.Role.DURABLE, backend))).readRecipe(name));
  }

  /// Checks the chunks whose first byte is from `from` (inclusive) to `to` (exclusive).
  private void checkChunks(int from, int to) throws BlobException, InterruptedException {
    // Chunks first, recipes after: a recipe that is seen has its chunks, but those may be younger
    // than the listing.
    Map<Digest, Present> present = new HashMap<>();
    List<ChunkBackend.Listed> chunks = new ArrayList<>();
    for (int prefix = from; prefix < to; prefix++) {
      stopWhenInterrupted();
      chunks.addAll(Listing.of(backend, StoredName.Kind.CHUNK, prefix));
    }
    for (ChunkBackend.Listed chunk : chunks) {
      present.put(chunk.name().digest(), new Present(chunk.lengthBytes()));
      chunkCount++;
      chunkBytes += chunk.lengthBytes();
    }
    if (deep) {
      differing(backend, chunks).forEach(findings::damaged);
    } else {
      advance(chunks.size(), 0);
    }
    for (Digest recipe : readableRecipes) {
      stopWhenInterrupted();
      checkChunksOf(recipe, from, to, present);
    }
    for (Present chunk : present.values()) {
      if (!chunk.named) {
        orphanChunks++;
        orphanBytes += chunk.lengthBytes;
      }
    }
  }

  private void checkChunksOf(Digest name, int from, int to, Map<Digest, Present> present)
      throws BlobException {
    Recipe recipe;
    try {
      recipe = readRecipe(name);
    } catch (BlobException.NotFound e) {
      return; // deleted meanwhile
    }
    for (int i = 0; i < recipe.pieceCount(); i++) {
      if (recipe.piece(i) instanceof Piece.ChunkRef(Digest digest, int lengthBytes)
          && digest.firstByte() >= from
          && digest.firstByte() < to) {
        StoredName chunk = StoredName.chunk(digest);
        Present listed = present.get(digest);
        if (listed != null) {
          listed.named = true;
        }
        if (referred.contains(name)) {
          if (listed == null || listed.lengthBytes != lengthBytes) {
            checkLength(chunk, lengthBytes);
          }
          findings.neededBy(chunk, name);
        }
      }
    }
  }

  /// Asks again, since the listing is older than the recipe.
  private void checkLength(StoredName chunk, int lengthBytes) throws BlobException {
    if (findings.has(chunk)) {
      return;
    }
    OptionalLong length = backend.length(chunk);
    if (length.isEmpty()) {
      if (!isInAnotherDurableTier(chunk, lengthBytes)) {
        findings.missing(chunk);
      }
    } else if (length.getAsLong() != lengthBytes) {
      findings.damaged(chunk, "has " + length.getAsLong() + " bytes instead of " + lengthBytes);
    }
  }

  private boolean isInAnotherDurableTier(StoredName chunk, int lengthBytes) throws BlobException {
    for (Tier tier : otherTiers) {
      if (tier.role() == Tier.Role.DURABLE) {
        OptionalLong length = tier.backend().length(chunk);
        if (length.isPresent() && length.getAsLong() == lengthBytes) {
          return true;
        }
      }
    }
    return false;
  }

  /// Compares the digests of a tier that is not the system of record.
  private void checkCopies(Tier tier) throws BlobException, InterruptedException {
    for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
      stopWhenInterrupted();
      List<ChunkBackend.Listed> chunks = Listing.of(tier.backend(), StoredName.Kind.CHUNK, prefix);
      differing(tier.backend(), chunks)
          .forEach((name, reason) ->
              cacheDamages.add(new Fsck.Damage(tier.name(), name, reason, List.of())));
    }
  }

  private Map<StoredName, String> differing(ChunkBackend from, List<ChunkBackend.Listed> chunks)
      throws BlobException, InterruptedException {
    return new DigestComparison(from, bytes -> advance(1, bytes)).differing(chunks);
  }

  private void advance(long objects, long bytes) {
    synchronized (this) {
      doneObjects += objects;
      doneBytes += bytes;
      progress.at(doneObjects, totalObjects, doneBytes);
    }
  }

  private static void stopWhenInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the check was stopped");
    }
  }

  /// A chunk that a listing named.
  private static final class Present {
    final long lengthBytes;
    boolean named;

    Present(long lengthBytes) {
      this.lengthBytes = lengthBytes;
    }
  }
}
