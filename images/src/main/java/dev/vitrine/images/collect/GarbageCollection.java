package dev.vitrine.images.collect;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.CollectionPlan;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.CondemnedLedger;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.images.JobLease;
import dev.vitrine.images.stores.Stores;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The collection of what images do not need, in one chunk store after the other: one collection at
/// a time over all nodes, by a lease. A store that is away fails alone.
///
/// Thread-safe; one object an incarnation, so that it knows whether it is at work itself.
public final class GarbageCollection {
  /// Whoever has it collects.
  public static final String LEASE = "collector";

  /// What came of one store.
  public sealed interface Outcome {
    /// It was collected, or its writers have to be waited for longer than there was patience.
    record Collected(Collector.Result result) implements Outcome {}

    /// Some of it could not be read or deleted; what is left is for the next run.
    record Failed(BlobException failure) implements Outcome {}

    /// Another collection is under way, or took the work over.
    record Elsewhere() implements Outcome {}
  }

  private final Catalog catalog;
  private final Leases leases;
  private final SequencedMap<String, Collector> collectors;
  private final Predicate<String> dead;
  private final JobLease lease;
  private final ReentrantLock running = new ReentrantLock();

  /// @param collectors by the name of the store, in the order in which they are to work
  /// @param dead incarnations that are known to be gone for good; where one process owns the
  ///   registry, all others
  public GarbageCollection(
      Catalog catalog,
      Leases leases,
      SequencedMap<String, Collector> collectors,
      Predicate<String> dead) {
    this.catalog = catalog;
    this.leases = leases;
    this.collectors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(collectors));
    this.dead = dead;
    this.lease = new JobLease(catalog, leases, LEASE, "delete what no image needs", dead);
  }

  /// The collection of every chunk store that the service has.
  public static GarbageCollection of(
      Catalog catalog, Leases leases, Stores stores, Predicate<String> dead) {
    SequencedMap<String, Collector> collectors = new LinkedHashMap<>();
    for (BlobStore blobs : stores.chunkStores()) {
      ImageBlobUse use =
          ImageBlobUse.of(catalog, stores, blobs, lease -> dead.test(lease.holder()));
      Collector before = collectors.put(blobs.name(), new Collector(blobs.tiers(), use));
      InvariantViolated.unless(before == null, "chunk stores have names of their own");
    }
    return new GarbageCollection(catalog, leases, collectors, dead);
  }

  /// What a collection would delete now, by the name of the store. Changes nothing.
  public SequencedMap<String, CollectionPlan> plan() throws BlobException, InterruptedException {
    SequencedMap<String, CollectionPlan> plans = new LinkedHashMap<>();
    for (var each : collectors.entrySet()) {
      plans.put(each.getKey(), each.getValue().plan());
    }
    return plans;
  }

  /// Collects each store; what came of it, by its name.
  ///
  /// @param patience for all of them together
  public SequencedMap<String, Outcome> collect(Collector.Patience patience)
      throws InterruptedException {
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    for (var each : collectors.entrySet()) {
      outcomes.put(each.getKey(), collect(each.getKey(), each.getValue(), patience));
    }
    return outcomes;
  }

  private Outcome collect(String store, Collector collector, Collector.Patience patience)
      throws InterruptedException {
    try {
      return exclusively(
              held -> {
                CondemnedLedger ledger = new CatalogLedger(catalog, leases, held, store, dead);
                return (Outcome) new Outcome.Collected(collector.collect(ledger, patience));
              })
          .orElseGet(Outcome.Elsewhere::new);
    } catch (BlobException e) {
      return new Outcome.Failed(e);
    }
  }

  /// What must not happen while something is deleted from the chunk stores.
  interface Exclusive<T> {
    T run(Versioned<Lease> held)
        throws BlobException, InterruptedException, CondemnedLedger.LostException;
  }

  /// Does that while nothing is collected, on any node. Empty when it cannot, because something is.
  <T> Optional<T> exclusively(Exclusive<T> work) throws BlobException, InterruptedException {
    if (!running.tryLock()) {
      return Optional.empty();
    }
    try {
      Versioned<Lease> held = lease.acquire();
      try {
        return Optional.of(work.run(held));
      } finally {
        lease.release(held);
      }
    } catch (ConflictException | CondemnedLedger.LostException e) {
      return Optional.empty();
    } finally {
      running.unlock();
    }
  }
}
