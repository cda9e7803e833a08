package dev.vitrine.blobstore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds what no recipe in use needs, a group of neighbouring digests after the other. Reads only.
///
/// **Memory** is bounded by [#GROUP_CHUNKS] chunks of the store and by one digest a live recipe;
/// the live recipes are read again for each group.
///
/// Not thread-safe. A live recipe that cannot be read ends the search with its failure, because
/// what it needs is not known.
final class Garbage {
  /// About 80 MiB of memory, and half as much again while the table grows; chunks of some 600 GiB.
  static final int GROUP_CHUNKS = 1 << 20;

  /// One group's findings.
  ///
  /// @param names what nobody needs, recipes first: a recipe is to go before what it names
  /// @param plan the same in numbers, with what is kept
  record Group(List<StoredName> names, CollectionPlan plan) {}

  private static final Logger LOG = LoggerFactory.getLogger(Garbage.class);

  private final Tiers tiers;

  /// Those of the tiers that keep what they have until it is deleted.
  private final List<ChunkBackend> backends;

  private final Set<Digest> referred;
  private final Set<Digest> beingRead;
  private final int groupChunks;
  private int nextPrefix;

  Garbage(Tiers tiers, BlobUse use, int groupChunks) {
    this.tiers = tiers;
    this.backends =
        tiers.all().stream()
            .filter(tier -> tier.role() == Tier.Role.DURABLE)
            .map(Tier::backend)
            .toList();
    this.referred = use.recipes();
    this.beingRead = use.beingRead();
    this.groupChunks = groupChunks;
  }

  /// The recipes in use, as they were at the beginning.
  Set<Digest> referred() {
    return referred;
  }

  boolean hasNext() {
    return nextPrefix < StoredName.PREFIXES;
  }

  /// The next group. The list of a group is made before the recipes are read, so what is stored
  /// meanwhile is not in it.
  Group next() throws BlobException, InterruptedException {
    int from = nextPrefix;
    List<StoredName> names = new ArrayList<>();
    CollectionPlan plan = CollectionPlan.NOTHING;
    DigestTable chunks = new DigestTable(64);
    while (nextPrefix < StoredName.PREFIXES
        && (nextPrefix == from || chunks.size() < groupChunks)) {
      stopWhenInterrupted();
      plan = addRecipes(nextPrefix, names, plan);
      for (ChunkBackend backend : backends) {
        for (ChunkBackend.Listed chunk : Listing.of(backend, StoredName.Kind.CHUNK, nextPrefix)) {
          chunks.add(
              chunk.name().digest(), (int) Math.min(chunk.lengthBytes(), Integer.MAX_VALUE - 1));
        }
      }
      nextPrefix++;
    }
    if (chunks.size() > 0) {
      mark(tiers, referred, beingRead, chunks::mark);
    }
    Tally tally = new Tally(names);
    chunks.forEach(tally);
    return new Group(
        names,
        plan.plusKept(tally.keptChunks, tally.keptBytes)
            .plusGarbageChunks(tally.garbageChunks, tally.garbageBytes));
  }

  /// Calls `action` with every chunk that the recipes name.
  ///
  /// @param beingRead those of them that may be gone already
  static void mark(
      Tiers tiers, Set<Digest> referred, Set<Digest> beingRead, Consumer<Digest> action)
      throws BlobException, InterruptedException {
    for (Digest recipe : referred) {
      stopWhenInterrupted();
      tiers.recipe(recipe).forEachChunk(action);
    }
    for (Digest recipe : beingRead) {
      stopWhenInterrupted();
      if (!referred.contains(recipe)) {
        try {
          tiers.recipe(recipe).forEachChunk(action);
        } catch (BlobException.NotFound | BlobException.Corrupt e) {
          LOG.debug("{} is being read and is not there to be kept", recipe, e);
        }
      }
    }
  }

  private CollectionPlan addRecipes(int prefix, List<StoredName> names, CollectionPlan before)
      throws BlobException {
    CollectionPlan plan = before;
    Set<StoredName> seen = new HashSet<>();
    for (ChunkBackend backend : backends) {
      for (ChunkBackend.Listed recipe : Listing.of(backend, StoredName.Kind.RECIPE, prefix)) {
        if (!referred.contains(recipe.name().digest())
            && !beingRead.contains(recipe.name().digest())
            && seen.add(recipe.name())) {
          names.add(recipe.name());
          plan = plan.plusGarbageRecipes(1, recipe.lengthBytes());
        }
      }
    }
    return plan;
  }

  static void stopWhenInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the collection was stopped");
    }
  }

  private static final class Tally implements DigestTable.Visitor {
    private final List<StoredName> names;
    private long keptChunks;
    private long keptBytes;
    private long garbageChunks;
    private long garbageBytes;

    Tally(List<StoredName> names) {
      this.names = names;
    }

    @Override
    public void visit(Digest digest, int lengthBytes, boolean marked) {
      if (marked) {
        keptChunks++;
        keptBytes += lengthBytes;
      } else {
        garbageChunks++;
        garbageBytes += lengthBytes;
        names.add(StoredName.chunk(digest));
      }
    }
  }
}
