package dev.vitrine.blobstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/// Checks that every blob of a store that something refers to can be read.
///
/// *Quick*: every recipe can be decoded and is what its name says; every chunk that a recipe in use
/// names is there with its length. *Deep*: also, every byte of every chunk is read and its digest
/// compared, in every tier. Neither changes anything.
///
/// A recipe that nothing refers to may name chunks that are gone: an upload that died after writing
/// it leaves one, and a collector may meet the chunks first.
///
/// May run beside a service that writes, deletes and collects: what is stored meanwhile may be
/// counted or not, and what something refers to no more is not reported as missing.
///
/// **Memory** is bounded: chunks are looked at in groups of neighbouring digests of about
/// [#GROUP_CHUNKS], and the recipes are read again for each group.
///
/// Ends early with [InterruptedException] when the calling thread is interrupted.
public final class Fsck {
  /// How many recipes a [Damage] names.
  public static final int MAX_NAMED_RECIPES = 100;

  /// Chunks of half a terabyte; about 150 MiB of memory.
  private static final int GROUP_CHUNKS = 1 << 20;

  private final List<Tier> tiers;
  private final List<Tier> otherTiers;
  private final ChunkBackend backend;
  private final String tierName;

  /// Checks the store of these tiers; they are not closed.
  public Fsck(List<Tier> tiers) {
    this.tiers = List.copyOf(tiers);
    Tier systemOfRecord = new Tiers(tiers).systemOfRecord();
    this.backend = systemOfRecord.backend();
    this.tierName = systemOfRecord.name();
    this.otherTiers = tiers.stream().filter(tier -> !tier.equals(systemOfRecord)).toList();
  }

  /// Which recipes something refers to. They must be there, and whole.
  @FunctionalInterface
  public interface References {
    /// As of one moment after the call began. Asked at the beginning, and once more if something
    /// seems to be missing.
    Set<Digest> now() throws BlobException;

    /// As they are known to stay during the check.
    static References to(Set<Digest> recipes) {
      return () -> recipes;
    }
  }

  /// Told how far the check has come, on one thread at a time.
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (doneObjects, totalObjects, doneBytes) -> {};

    /// @param doneObjects objects looked at
    /// @param totalObjects objects to look at, as counted at the beginning
    /// @param doneBytes bytes whose digest was compared
    void at(long doneObjects, long totalObjects, long doneBytes);
  }

  /// One object that is not as it should be.
  ///
  /// @param tier the name of the tier
  /// @param reason what is wrong with it, for people
  /// @param recipes the recipes in use that need it, at most [#MAX_NAMED_RECIPES]
  public record Damage(String tier, StoredName name, String reason, List<Digest> recipes) {
    public Damage {
      recipes = List.copyOf(recipes);
    }
  }

  /// What a check found.
  ///
  /// @param recipes recipes in the system of record
  /// @param orphanRecipes those of them that nothing refers to; no error
  /// @param chunks chunks there
  /// @param chunkBytes their bytes
  /// @param damages what is lost or damaged
  /// @param orphanChunks chunks that no recipe names: left by uploads that did not end well, or
  ///   belonging to one under way; no error
  /// @param orphanBytes their bytes
  /// @param strays things in the store's place that are none of its objects; no error
  public record Report(
      long recipes,
      long orphanRecipes,
      long chunks,
      long chunkBytes,
      List<Damage> damages,
      long orphanChunks,
      long orphanBytes,
      List<String> strays) {
    public Report {
      damages = List.copyOf(damages);
      strays = List.copyOf(strays);
    }

    /// Whether every blob can be read.
    public boolean clean() {
      return damages.isEmpty();
    }
  }

  /// Looks at names and lengths.
  public Report quick(References references, Progress progress)
      throws BlobException, InterruptedException {
    return new Run(references, progress, false).report();
  }

  /// Reads every byte, on all cores.
  public Report deep(References references, Progress progress)
      throws BlobException, InterruptedException {
    return new Run(references, progress, true).report();
  }

  /// To every recipe that is there, for a store whose users are not known.
  public References everyRecipe() {
    return () -> {
      Set<Digest> recipes = new HashSet<>();
      for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
        Listing.of(backend, StoredName.Kind.RECIPE, prefix)
            .forEach(listed -> recipes.add(listed.name().digest()));
      }
      return recipes;
    };
  }

  /// A chunk that a listing named.
  private static final class Present {
    final long lengthBytes;
    boolean named;

    Present(long lengthBytes) {
      this.lengthBytes = lengthBytes;
    }
  }

  /// What is wrong with an object, and who needs it.
  private static final class Finding {
    final String tier;
    final String reason;

    /// Whether it is damage even if nobody needs it: the next upload would take it for sound.
    final boolean there;

    final Set<Digest> recipes = new HashSet<>();
    boolean neededByMore;

    Finding(String tier, String reason, boolean there) {
      this.tier = tier;
      this.reason = reason;
      this.there = there;
    }

    void neededBy(Digest recipe) {
      if (recipes.size() < MAX_NAMED_RECIPES) {
        recipes.add(recipe);
      } else {
        neededByMore = true;
      }
    }

    /// Forgets who needed it and is referred to no more. Returns whether it is still damage.
    boolean retain(Set<Digest> referred) {
      recipes.retainAll(referred);
      return there || neededByMore || !recipes.isEmpty();
    }
  }

  /// One check.
  private final class Run {
    private final References references;
    private final Set<Digest> referred;
    private final Progress progress;
    private final boolean deep;

    private final Map<StoredName, Finding> findings = new LinkedHashMap<>();
    private final List<Damage> cacheDamages = new ArrayList<>();
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

    Run(References references, Progress progress, boolean deep) throws BlobException {
      this.references = references;
      this.referred = references.now();
      this.progress = progress;
      this.deep = deep;
    }

    Report report() throws BlobException, InterruptedException {
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
      if (findings.values().stream().anyMatch(finding -> !finding.there)) {
        Set<Digest> still = references.now();
        findings.values().removeIf(finding -> !finding.retain(still));
      }
      List<Damage> damages = new ArrayList<>();
      findings.forEach((name, finding) ->
          damages.add(
              new Damage(
                  finding.tier, name, finding.reason, finding.recipes.stream().sorted().toList())));
      damages.addAll(cacheDamages);
      return new Report(
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
            damaged(listed.name(), String.valueOf(e.getMessage())).neededBy(name);
          } catch (BlobException.NotFound e) {
            // deleted meanwhile; whether that was right is looked at below
          }
          advance(1, 0);
        }
      }
      for (Digest name : referred) {
        StoredName recipe = StoredName.recipe(name);
        if (!readableRecipes.contains(name)
            && !findings.containsKey(recipe)
            && backend.length(recipe).isEmpty()) {
          missing(recipe).neededBy(name);
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
        compareDigests(backend, chunks)
            .forEach((name, reason) -> findings.put(name, new Finding(tierName, reason, true)));
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
            Finding finding = findings.get(chunk);
            if (finding != null) {
              finding.neededBy(name);
            }
          }
        }
      }
    }

    /// Asks again, since the listing is older than the recipe.
    private void checkLength(StoredName chunk, int lengthBytes) throws BlobException {
      if (findings.containsKey(chunk)) {
        return;
      }
      OptionalLong length = backend.length(chunk);
      if (length.isEmpty()) {
        if (!isInAnotherDurableTier(chunk, lengthBytes)) {
          missing(chunk);
        }
      } else if (length.getAsLong() != lengthBytes) {
        damaged(chunk, "has " + length.getAsLong() + " bytes instead of " + lengthBytes);
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
        List<ChunkBackend.Listed> chunks =
            Listing.of(tier.backend(), StoredName.Kind.CHUNK, prefix);
        compareDigests(tier.backend(), chunks)
            .forEach((name, reason) ->
                cacheDamages.add(new Damage(tier.name(), name, reason, List.of())));
      }
    }

    /// Reads the chunks; returns what is wrong with those that are not what their name says.
    private Map<StoredName, String> compareDigests(
        ChunkBackend from, List<ChunkBackend.Listed> chunks)
        throws BlobException, InterruptedException {
      Map<StoredName, String> wrong = new HashMap<>();
      int threads = Runtime.getRuntime().availableProcessors();
      // As many queued as running, so that the queue does not grow with the store.
      Semaphore room = new Semaphore(2 * threads);
      List<Future<?>> failures = new ArrayList<>();
      try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
        try {
          for (ChunkBackend.Listed chunk : chunks) {
            room.acquire();
            failures.removeIf(Run::succeeded);
            failures.add(
                pool.submit(() -> {
                  try {
                    String reason = compareDigest(from, chunk);
                    if (!reason.isEmpty()) {
                      synchronized (wrong) {
                        wrong.put(chunk.name(), reason);
                      }
                    }
                    advance(1, chunk.lengthBytes());
                    return null;
                  } finally {
                    room.release();
                  }
                }));
          }
          for (Future<?> failure : failures) {
            failure.get();
          }
        } catch (ExecutionException e) {
          pool.shutdownNow();
          if (e.getCause() instanceof BlobException failure) {
            throw failure;
          }
          throw new IllegalStateException(e);
        } catch (InterruptedException e) {
          pool.shutdownNow();
          throw e;
        }
      }
      return wrong;
    }

    private static boolean succeeded(Future<?> future) {
      return future.state() == Future.State.SUCCESS;
    }

    /// What is wrong with the chunk, or nothing. A failure that may pass is thrown.
    private static String compareDigest(ChunkBackend from, ChunkBackend.Listed chunk)
        throws BlobException {
      try {
        // What a listing says is what the chunk takes, packed perhaps.
        long lengthBytes = from.length(chunk.name()).orElse(chunk.lengthBytes());
        return sha256(from, chunk.name(), lengthBytes).equals(chunk.name().digest())
            ? ""
            : "has other bytes than its name says";
      } catch (BlobException.Corrupt e) {
        return String.valueOf(e.getMessage());
      } catch (BlobException.Transient e) {
        if (from.capabilities().remote()) {
          throw e; // the way to the store is broken, not its bytes
        }
        return "cannot be read: " + e.getMessage();
      } catch (BlobException.NotFound e) {
        return ""; // deleted meanwhile; who names it is checked after this
      }
    }

    private static Digest sha256(ChunkBackend from, StoredName chunk, long lengthBytes)
        throws BlobException {
      try (Content content = from.open(chunk, 0, lengthBytes)) {
        return ContentBytes.sha256(content);
      }
    }

    private Finding missing(StoredName name) {
      return findings.computeIfAbsent(name, _ -> new Finding(tierName, "is not there", false));
    }

    private Finding damaged(StoredName name, String reason) {
      return findings.computeIfAbsent(name, _ -> new Finding(tierName, reason, true));
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
  }
}
