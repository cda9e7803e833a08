package dev.vitrine.catalog;

import dev.vitrine.catalog.registry.ConflictException;
import java.time.InstantSource;
import java.util.List;

/// Named leases of one incarnation: who may do what a lease's name says.
///
/// **Fenced by commits, never by clocks.** A lease is a record. Whatever its holder commits in its
/// name expects the record at the revision at which the holder last wrote it ([#fence]). To take a
/// lease over is to rewrite it: from then on the old holder's commits conflict, no matter how late
/// they come or what any clock says. So a wrong guess about who is alive costs work, never truth.
///
/// **Who is dead?** An *incarnation* is one run of one process; its id is new at each start. Where
/// one process owns the registry, every lease of another incarnation ([#ofOthers]) is of a dead
/// one, and recovery takes it over at start. Where several do, a living holder renews ([#renew]),
/// which gives the lease a new revision, and a [LeaseWatch] tells which ones no longer do.
///
/// Thread-safe; holds nothing: what a caller got is the lease's record and revision.
public final class Leases {
  private final Catalog catalog;
  private final String incarnation;
  private final InstantSource clock;

  /// @param incarnation the id of this run of this process; unique for ever
  public Leases(Catalog catalog, String incarnation, InstantSource clock) {
    this.catalog = catalog;
    this.incarnation = incarnation;
    this.clock = clock;
  }

  /// The id of this run of this process.
  public String incarnation() {
    return incarnation;
  }

  /// Adds to the transaction that nobody has the lease and that it is ours from this commit on. The
  /// lease we hold then is the returned one at the revision of the commit.
  public Lease acquire(CatalogTransaction transaction, String name, String purpose) {
    Lease lease = lease(name, purpose);
    transaction.expectNoLease(name).putLease(lease);
    return lease;
  }

  /// Takes a lease that nobody has; [ConflictException] when somebody does.
  public Versioned<Lease> acquire(String name, String purpose)
      throws ConflictException, InterruptedException {
    CatalogTransaction transaction = catalog.transaction();
    Lease lease = acquire(transaction, name, purpose);
    return new Versioned<>(lease, transaction.commit());
  }

  /// Takes over a lease whose holder is taken for dead; its commits conflict from then on. Fails
  /// with [ConflictException] when the lease was renewed, ended or taken over since it was read.
  public Versioned<Lease> takeOver(Versioned<Lease> stale, String purpose)
      throws ConflictException, InterruptedException {
    CatalogTransaction transaction = catalog.transaction();
    Lease lease = takeOver(transaction, stale, purpose);
    return new Versioned<>(lease, transaction.commit());
  }

  /// Adds to the transaction that the lease, whoever has it, is ours from this commit on.
  public Lease takeOver(CatalogTransaction transaction, Versioned<Lease> stale, String purpose) {
    Lease lease = lease(stale.value().name(), purpose);
    transaction.expectLease(stale).putLease(lease);
    return lease;
  }

  /// Shows that the holder lives. Commits fenced by the lease as it was before conflict; one that
  /// runs meanwhile makes this fail with [ConflictException] only if it ends the lease.
  public Versioned<Lease> renew(Versioned<Lease> held)
      throws ConflictException, InterruptedException {
    long revision = catalog.transaction().expectLease(held).putLease(held.value()).commit();
    return new Versioned<>(held.value(), revision);
  }

  /// Adds to the transaction that the lease is still ours.
  public void fence(CatalogTransaction transaction, Versioned<Lease> held) {
    transaction.expectLease(held);
  }

  /// Adds to the transaction that the lease is still ours and ends with this commit.
  public void release(CatalogTransaction transaction, Versioned<Lease> held) {
    transaction.expectLease(held).deleteLease(held.value().name());
  }

  /// The leases whose name begins so and which another incarnation holds.
  public List<Versioned<Lease>> ofOthers(String namePrefix) {
    return catalog.leases(namePrefix).stream()
        .filter(lease -> !lease.value().holder().equals(incarnation))
        .toList();
  }

  private Lease lease(String name, String purpose) {
    return new Lease(name, incarnation, purpose, clock.instant());
  }
}
