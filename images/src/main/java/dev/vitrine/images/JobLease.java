package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import java.util.function.Predicate;

/// The lease of a job of which one is at work at a time over all nodes. Thread-safe; whoever has
/// one object an incarnation sees to it that only one thread acquires.
public final class JobLease {
  private final Catalog catalog;
  private final Leases leases;
  private final String name;
  private final String purpose;
  private final Predicate<String> dead;

  /// @param dead incarnations that are known to be gone for good
  public JobLease(
      Catalog catalog, Leases leases, String name, String purpose, Predicate<String> dead) {
    this.catalog = catalog;
    this.leases = leases;
    this.name = name;
    this.purpose = purpose;
    this.dead = dead;
  }

  /// Takes the lease; [ConflictException] when somebody who may be alive has it.
  public Versioned<Lease> acquire() throws ConflictException, InterruptedException {
    Versioned<Lease> present = catalog.lease(name).orElse(null);
    return present != null && isFree(present.value())
        ? leases.takeOver(present, purpose)
        : leases.acquire(name, purpose);
  }

  /// Whether nobody works under it: a run of ours that could not give it back has ended, since this
  /// one runs.
  private boolean isFree(Lease lease) {
    return lease.holder().equals(leases.incarnation()) || dead.test(lease.holder());
  }

  /// Adds to the transaction that the lease is still ours.
  public void fence(CatalogTransaction transaction, Versioned<Lease> held) {
    leases.fence(transaction, held);
  }

  /// Gives it back, also on an interrupted thread.
  public void release(Versioned<Lease> held) throws InterruptedException {
    boolean interrupted = Thread.interrupted(); // or the commit would not even begin
    try {
      CatalogTransaction transaction = catalog.transaction();
      leases.release(transaction, held);
      transaction.commit();
    } catch (ConflictException e) {
      // Somebody took it over: it is not ours to give back.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
