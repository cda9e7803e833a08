package dev.vitrine.images.scrub;

import dev.vitrine.blobstore.Damages;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.images.Commits;
import dev.vitrine.images.access.Refusal;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is lost or damaged in the chunk stores, by the records of the catalogue, and what somebody
/// is to look at. Thread-safe.
///
/// The records are read once; one process owns them. Suspicions are in memory only: whoever meets
/// the same object again suspects it again, and a pass meets every object.
public final class KnownDamages {
  private static final Logger LOG = LoggerFactory.getLogger(KnownDamages.class);

  /// More suspects than that are left to the next pass.
  private static final int MOST_SUSPECTS = 10_000;

  /// Records that one commit writes.
  private static final int BATCH = 100;

  private final Catalog catalog;
  private final Map<String, OfStore> stores = new ConcurrentHashMap<>();
  private volatile Runnable onSuspicion = () -> {};

  public KnownDamages(Catalog catalog) {
    this.catalog = catalog;
  }

  /// What is known of one chunk store.
  public Damages of(String store) {
    return store(store);
  }

  OfStore store(String store) {
    return stores.computeIfAbsent(store, OfStore::new);
  }

  /// Calls `action` after something was suspected. There is one such action.
  void onSuspicion(Runnable action) {
    onSuspicion = action;
  }

  /// All of it, also of stores that the service does not have at present.
  public List<DamagedObject> all() {
    return catalog.damages().stream().map(Versioned::value).toList();
  }

  /// What is known of one store, and what is suspected there.
  final class OfStore implements Damages {
    private final String store;
    private final Map<StoredName, DamagedObject> known = new ConcurrentHashMap<>();

    /// Guarded by itself.
    private final Set<StoredName> suspects = new LinkedHashSet<>();

    OfStore(String store) {
      this.store = store;
      for (Versioned<DamagedObject> damage : catalog.damages()) {
        if (damage.value().store().equals(store)) {
          StoredName.ofPath(damage.value().path())
              .ifPresent(name -> known.put(name, damage.value()));
        }
      }
    }

    @Override
    public boolean known(StoredName name) {
      return !known.isEmpty() && known.containsKey(name);
    }

    @Override
    public void suspect(StoredName name) {
      if (!known(name)) {
        toBeLookedAt(name);
      }
    }

    @Override
    public void broughtBack(StoredName name) {
      toBeLookedAt(name);
    }

    /// As [#suspect], whether it is known or not.
    void toBeLookedAt(StoredName name) {
      synchronized (suspects) {
        if (suspects.size() >= MOST_SUSPECTS || !suspects.add(name)) {
          return;
        }
      }
      onSuspicion.run();
    }

    /// What is suspected, which is not suspected any more.
    Set<StoredName> takeSuspects() {
      synchronized (suspects) {
        Set<StoredName> taken = new LinkedHashSet<>(suspects);
        suspects.clear();
        return taken;
      }
    }

    boolean hasSuspects() {
      synchronized (suspects) {
        return !suspects.isEmpty();
      }
    }

    Set<StoredName> names() {
      return new HashSet<>(known.keySet());
    }

    Optional<DamagedObject> find(StoredName name) {
      return Optional.ofNullable(known.get(name));
    }

    int size() {
      return known.size();
    }

    void remember(Collection<DamagedObject> damages) {
      for (DamagedObject damage : damages) {
        // Before the commit: what is not served wrongly need not wait for it.
        StoredName.ofPath(damage.path()).ifPresent(name -> known.put(name, damage));
        LOG.error(
            "{} of store {} {}; {} images need it, among them {}",
            damage.path(),
            store,
            damage.reason(),
            damage.imageCount(),
            damage.images());
      }
      inBatches(damages, CatalogTransaction::putDamage);
    }

    void forget(Collection<StoredName> names) {
      List<StoredName> forgotten = names.stream().filter(known::containsKey).toList();
      inBatches(forgotten, (transaction, name) -> transaction.deleteDamage(store, name.path()));
      for (StoredName name : forgotten) {
        known.remove(name);
        LOG.info("{} of store {} is no damage any more", name, store);
      }
    }

    private <T> void inBatches(Collection<T> all, Writing<T> writing) {
      List<T> items = List.copyOf(all);
      for (int from = 0; from < items.size(); from += BATCH) {
        List<T> batch = items.subList(from, Math.min(items.size(), from + BATCH));
        try {
          Commits.retryingWithoutDoubt(
              catalog,
              () -> {
                CatalogTransaction transaction = catalog.transaction();
                batch.forEach(item -> writing.add(transaction, item));
                return transaction.commit();
              });
        } catch (Refusal e) {
          throw new IllegalStateException("nothing is expected of these records", e);
        }
      }
    }
  }

  @FunctionalInterface
  private interface Writing<T> {
    void add(CatalogTransaction transaction, T item);
  }
}
