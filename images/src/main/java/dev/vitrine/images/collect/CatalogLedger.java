package dev.vitrine.images.collect;

import dev.vitrine.blobstore.CondemnedLedger;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.catalog.AwaitedWriters;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.CondemnedBatch;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.images.Commits;
import dev.vitrine.images.access.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The condemned names of one store as records of the catalogue, fenced by the collector's lease.
///
/// For one thread. A commit whose outcome is in doubt is tried again and recognises itself.
public final class CatalogLedger implements CondemnedLedger {
  private final Catalog catalog;
  private final Leases leases;
  private final Versioned<Lease> held;
  private final String store;
  private final Predicate<String> dead;
  private long sequence;

  /// @param held the collector's lease
  /// @param store its name; the same for as long as something is condemned there
  /// @param dead incarnations that are known to be gone for good, with all that they had under way
  public CatalogLedger(
      Catalog catalog, Leases leases, Versioned<Lease> held, String store, Predicate<String> dead) {
    this.catalog = catalog;
    this.leases = leases;
    this.held = held;
    this.store = store;
    this.dead = dead;
  }

  @Override
  public List<Batch> batches() {
    return catalog.condemned().stream()
        .filter(record -> record.value().store().equals(store))
        .map(CatalogLedger::batch)
        .toList();
  }

  @Override
  public Optional<Batch> batch(String id) {
    return catalog.condemned(id).map(CatalogLedger::batch);
  }

  private static Batch batch(Versioned<CondemnedBatch> record) {
    return new Batch(
        record.value().id(),
        record.revision(),
        record.value().doomed(),
        CondemnedNames.of(record.value()));
  }

  @Override
  public void condemn(List<StoredName> names) throws LostException, InterruptedException {
    String id = held.revision() + "-" + sequence++; // no other lease ever has the revision
    CondemnedBatch batch =
        CondemnedNames.with(
            new CondemnedBatch(id, store, false, leases.incarnation(), List.of(), List.of()),
            names);
    fenced(() -> {
      if (catalog.condemned(id).isEmpty()) {
        commit(catalog.transaction().condemn(batch));
      }
      return true;
    });
  }

  @Override
  public boolean doom(Batch batch, List<StoredName> names)
      throws LostException, InterruptedException {
    return fenced(() -> {
      Optional<Versioned<CondemnedBatch>> now = catalog.condemned(batch.id());
      if (now.isEmpty()) {
        return names.isEmpty(); // ours, in doubt
      }
      CondemnedBatch record = now.get().value();
      if (record.doomed()) {
        return record.holder().equals(leases.incarnation());
      }
      if (now.get().revision() != batch.revision()) {
        return false;
      }
      CatalogTransaction transaction = catalog.transaction().expectCondemned(now.get());
      if (names.isEmpty()) {
        transaction.deleteCondemned(batch.id());
      } else {
        transaction.putCondemned(
            CondemnedNames.with(
                new CondemnedBatch(
                    batch.id(), store, true, leases.incarnation(), List.of(), List.of()),
                names));
      }
      commit(transaction);
      return true;
    });
  }

  @Override
  public Optional<Batch> adopt(Batch batch) throws LostException, InterruptedException {
    boolean adopted =
        fenced(() -> {
          Optional<Versioned<CondemnedBatch>> now = catalog.condemned(batch.id());
          if (now.isEmpty()) {
            return false;
          }
          CondemnedBatch record = now.get().value();
          if (record.holder().equals(leases.incarnation())) {
            return true;
          }
          if (!dead.test(record.holder())) {
            return false;
          }
          commit(
              catalog
                  .transaction()
                  .expectCondemned(now.get())
                  .putCondemned(
                      new CondemnedBatch(
                          record.id(),
                          record.store(),
                          record.doomed(),
                          leases.incarnation(),
                          record.chunks(),
                          record.recipes())));
          return true;
        });
    return adopted ? batch(batch.id()) : Optional.empty();
  }

  /// Not fenced: whoever deleted a batch, and nobody else, knows when it is done.
  @Override
  public void forget(Batch batch) {
    try {
      Commits.retryingWithoutDoubt(
          catalog,
          () -> {
            Optional<Versioned<CondemnedBatch>> now = catalog.condemned(batch.id());
            if (now.isPresent() && now.get().revision() == batch.revision()) {
              catalog.transaction().expectCondemned(now.get()).deleteCondemned(batch.id()).commit();
            }
            return now;
          });
    } catch (Refusal e) {
      throw new IllegalStateException("nobody else changes a doomed batch", e);
    }
  }

  @Override
  public Optional<Set<String>> awaited() {
    return catalog.awaitedWriters(store).map(awaited -> new HashSet<>(awaited.value().writers()));
  }

  @Override
  public void await(Set<String> writers) throws LostException, InterruptedException {
    List<String> sorted = writers.stream().sorted().toList();
    fenced(() -> {
      commit(catalog.transaction().putAwaitedWriters(new AwaitedWriters(store, sorted)));
      return true;
    });
  }

  @Override
  public void awaitNobody() throws LostException, InterruptedException {
    fenced(() -> {
      commit(catalog.transaction().deleteAwaitedWriters(store));
      return true;
    });
  }

  private void commit(CatalogTransaction transaction)
      throws ConflictException, InterruptedException {
    leases.fence(transaction, held);
    transaction.commit();
  }

  private boolean fenced(Commits.Attempt<Boolean> attempt)
      throws LostException, InterruptedException {
    try {
      return Commits.retryingWithoutDoubt(
          catalog,
          () -> {
            boolean stillHeld =
                catalog
                    .lease(held.value().name())
                    .filter(lease -> lease.revision() == held.revision())
                    .isPresent();
            if (!stillHeld) {
              throw new Refusal.Conflict(
                  "the lease " + Keys.lease(held.value().name()) + " is lost");
            }
            return attempt.run();
          });
    } catch (Refusal e) {
      throw new LostException("another collector took over: " + e.getMessage(), e);
    }
  }
}
