package dev.vitrine.blobstore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/// Deletes what no recipe in use needs, while uploads and downloads go on: mark, condemn, wait for
/// the writers that began before, mark again, doom, delete.
///
/// ```
///            condemned                      doomed                        free
///   mark ──▶ the names are published ─────▶ nobody can spare them ──────▶ deleted, forgotten
///            writers that begin now         writers keep the same
///            know, and spare what they      bytes under other names
///            need; those before are
///            waited for
/// ```
///
/// **What is never deleted**: a chunk or recipe that something refers to, or that a writer whose
/// lease holds relies on. The argument is in docs/decisions/049-collector.md; it needs no clock, no
/// count of references, and holds when the collector dies, is taken for dead, or wakes up late.
///
/// **Resumable.** All state is in the [CondemnedLedger]; a run begins with what an earlier one
/// left. **Memory** is bounded: see [Garbage], and [#WINDOW_NAMES] names are condemned at once.
///
/// Not thread-safe. A run ends early with [InterruptedException] when its thread is interrupted,
/// and with [CondemnedLedger.LostException] when another collector took over; both leave a state
/// from which the next run goes on.
public final class Collector {
  /// Names condemned at once: chunks of some 80 GiB, 9 MiB that each writer reads that begins
  /// meanwhile.
  public static final int WINDOW_NAMES = 128 << 10;

  /// Names of a batch: what one commit writes when a writer spares one of them, 70 kB.
  static final int BATCH_NAMES = 1024;

  /// How the writers' end is waited for.
  @FunctionalInterface
  public interface Patience {
    /// Returns after something may have changed, or a little later. Throws [TimeoutException] when
    /// the wait has been long enough; the next run goes on with it.
    void pause(Set<String> writers) throws TimeoutException, InterruptedException;
  }

  /// What a run came to.
  ///
  /// @param plan what it set out to delete
  /// @param deletedObjects what it deleted, earlier runs' rest included
  /// @param sparedObjects what writers began to need meanwhile
  /// @param waitingFor the writers that it would still have had to wait for; none when it is done
  public record Result(
      CollectionPlan plan, long deletedObjects, long sparedObjects, Set<String> waitingFor) {
    public Result {
      waitingFor = Set.copyOf(waitingFor);
    }

    /// Whether nothing of the plan is left to do.
    public boolean done() {
      return waitingFor.isEmpty();
    }
  }

  private final Tiers tiers;
  private final BlobUse use;
  private final int groupChunks;
  private final int windowNames;

  /// @param tiers not closed
  public Collector(List<Tier> tiers, BlobUse use) {
    this(tiers, use, Garbage.GROUP_CHUNKS, WINDOW_NAMES);
  }

  /// As above, with bounds of one's own.
  ///
  /// @param groupChunks chunks of the store that are looked at at once
  /// @param windowNames names that are condemned at once
  public Collector(List<Tier> tiers, BlobUse use, int groupChunks, int windowNames) {
    this.tiers = new Tiers(tiers);
    this.use = use;
    this.groupChunks = groupChunks;
    this.windowNames = windowNames;
  }

  /// What [#collect] would set out to delete now. Changes nothing.
  public CollectionPlan plan() throws BlobException, InterruptedException {
    Garbage garbage = new Garbage(tiers, use, groupChunks);
    CollectionPlan plan = CollectionPlan.NOTHING;
    while (garbage.hasNext()) {
      plan = sum(plan, garbage.next().plan());
    }
    return plan.withLiveRecipes(garbage.referred().size());
  }

  /// Deletes what nobody needs.
  public Result collect(CondemnedLedger ledger, Patience patience)
      throws BlobException, CondemnedLedger.LostException, InterruptedException {
    Run run = new Run(ledger, patience);
    try {
      run.all();
      return run.result(Set.of());
    } catch (TimeoutException e) {
      Set<String> waitingFor = new HashSet<>(ledger.awaited().orElse(Set.of()));
      waitingFor.retainAll(use.writers());
      return run.result(waitingFor);
    }
  }

  private static CollectionPlan sum(CollectionPlan plan, CollectionPlan group) {
    return plan.plusKept(group.keptChunks(), group.keptBytes())
        .plusGarbageRecipes(group.garbageRecipes(), group.garbageRecipeBytes())
        .plusGarbageChunks(group.garbageChunks(), group.garbageBytes());
  }

  private final class Run {
    private final CondemnedLedger ledger;
    private final Patience patience;
    private CollectionPlan plan = CollectionPlan.NOTHING;
    private long deletedObjects;
    private long sparedObjects;

    Run(CondemnedLedger ledger, Patience patience) {
      this.ledger = ledger;
      this.patience = patience;
    }

    Result result(Set<String> waitingFor) {
      return new Result(plan, deletedObjects, sparedObjects, waitingFor);
    }

    void all()
        throws BlobException,
            CondemnedLedger.LostException,
            TimeoutException,
            InterruptedException {
      List<CondemnedLedger.Batch> left = ledger.batches();
      deleteLeftOver(left);
      if (left.stream().anyMatch(batch -> !batch.doomed()) || ledger.awaited().isPresent()) {
        closeWindow(Set.of());
      }
      // What a collector that may still be alive has doomed stays as it is: a name in two batches
      // could be spared in one and deleted by the other.
      Set<StoredName> doomedByOthers = new HashSet<>();
      ledger.batches().forEach(batch -> doomedByOthers.addAll(batch.names()));
      Garbage garbage = new Garbage(tiers, use, groupChunks);
      plan = plan.withLiveRecipes(garbage.referred().size());
      while (garbage.hasNext()) {
        Garbage.Group group = garbage.next();
        plan = sum(plan, group.plan());
        List<StoredName> names = new ArrayList<>(group.names());
        names.removeIf(doomedByOthers::contains);
        for (int from = 0; from < names.size(); from += windowNames) {
          openWindow(names.subList(from, Math.min(names.size(), from + windowNames)));
          closeWindow(garbage.referred());
        }
      }
    }

    /// Condemns the names. Recipes come first, so that they are deleted before what they name.
    private void openWindow(List<StoredName> names)
        throws CondemnedLedger.LostException, InterruptedException {
      for (int from = 0; from < names.size(); from += BATCH_NAMES) {
        Garbage.stopWhenInterrupted();
        ledger.condemn(names.subList(from, Math.min(names.size(), from + BATCH_NAMES)));
      }
    }

    /// Waits, marks again, dooms and deletes.
    ///
    /// @param marked recipes that are known to name nothing of what is condemned
    private void closeWindow(Set<Digest> marked)
        throws BlobException,
            CondemnedLedger.LostException,
            TimeoutException,
            InterruptedException {
      if (ledger.awaited().isEmpty()) {
        ledger.await(use.writers()); // read after the condemning commits: none is missed
      }
      awaitWriters();
      Set<StoredName> needed = neededBy(marked);
      for (CondemnedLedger.Batch batch : ledger.batches()) {
        if (!batch.doomed()) {
          doom(batch, needed);
        }
      }
      deleteDoomed(ledger.batches(), Set.of());
      ledger.awaitNobody();
    }

    private void awaitWriters() throws TimeoutException, InterruptedException {
      Set<String> awaited = new HashSet<>(ledger.awaited().orElse(Set.of()));
      while (true) {
        awaited.retainAll(use.writers());
        if (awaited.isEmpty()) {
          return;
        }
        patience.pause(Set.copyOf(awaited));
      }
    }

    /// Of what is condemned, what recipes need that came into use since.
    private Set<StoredName> neededBy(Set<Digest> marked)
        throws BlobException, InterruptedException {
      Set<StoredName> condemned = new HashSet<>();
      for (CondemnedLedger.Batch batch : ledger.batches()) {
        condemned.addAll(batch.names());
      }
      Set<StoredName> needed = new HashSet<>();
      Set<Digest> referred = new HashSet<>(use.recipes());
      referred.removeAll(marked);
      Set<Digest> beingRead = use.beingRead();
      referred.forEach(recipe -> keep(StoredName.recipe(recipe), condemned, needed));
      beingRead.forEach(recipe -> keep(StoredName.recipe(recipe), condemned, needed));
      Garbage.mark(
          tiers, referred, beingRead, chunk -> keep(StoredName.chunk(chunk), condemned, needed));
      return needed;
    }

    private static void keep(StoredName name, Set<StoredName> condemned, Set<StoredName> needed) {
      if (condemned.contains(name)) {
        needed.add(name);
      }
    }

    private void doom(CondemnedLedger.Batch read, Set<StoredName> needed)
        throws CondemnedLedger.LostException, InterruptedException {
      CondemnedLedger.Batch batch = read;
      while (true) {
        Garbage.stopWhenInterrupted();
        List<StoredName> names =
            batch.names().stream().filter(name -> !needed.contains(name)).toList();
        if (ledger.doom(batch, names)) {
          sparedObjects += batch.names().size() - names.size();
          return;
        }
        CondemnedLedger.Batch now = ledger.batch(batch.id()).orElse(null);
        if (now == null || now.doomed()) {
          return; // doomed by us, in a commit that was in doubt; or all of it was spared
        }
        sparedObjects += batch.names().size() - now.names().size();
        batch = now;
      }
    }

    /// Deletes what an earlier run has doomed, after one more look: a registry that was brought
    /// back from a copy, or a store that had another name for a while, may have new users of such a
    /// name.
    private void deleteLeftOver(List<CondemnedLedger.Batch> left)
        throws BlobException, CondemnedLedger.LostException, InterruptedException {
      if (left.stream().anyMatch(CondemnedLedger.Batch::doomed)) {
        Set<StoredName> needed = neededBy(Set.of());
        deleteDoomed(left, needed);
      }
    }

    /// Deletes what is doomed and ours to delete, recipes first; then the names are free again.
    private void deleteDoomed(List<CondemnedLedger.Batch> batches, Set<StoredName> kept)
        throws BlobException, CondemnedLedger.LostException, InterruptedException {
      List<CondemnedLedger.Batch> ours = new ArrayList<>();
      for (CondemnedLedger.Batch batch : batches) {
        if (batch.doomed()) {
          ledger.adopt(batch).ifPresent(ours::add);
        }
      }
      for (StoredName.Kind kind : List.of(StoredName.Kind.RECIPE, StoredName.Kind.CHUNK)) {
        for (CondemnedLedger.Batch batch : ours) {
          Garbage.stopWhenInterrupted();
          List<StoredName> names =
              batch.names().stream()
                  .filter(name -> name.kind() == kind && !kept.contains(name))
                  .toList();
          tiers.delete(names);
          deletedObjects += names.size();
        }
      }
      for (CondemnedLedger.Batch batch : ours) {
        ledger.forget(batch);
      }
    }
  }

  /// Waits in steps, at most for so long altogether.
  public static Patience patience(Duration limit, Duration step) {
    long end = System.nanoTime() + limit.toNanos();
    return writers -> {
      if (System.nanoTime() - end >= 0) {
        throw new TimeoutException("waited for " + writers);
      }
      Thread.sleep(step);
    };
  }
}
