package dev.vitrine.images.collect;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Condemnations;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CondemnedBatch;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.images.Commits;
import dev.vitrine.images.access.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is condemned in one store, by the records of the catalogue. Thread-safe.
///
/// A writer's view is loaded when it first asks. It may name what is free again by then, so a name
/// that is found there is looked up once more; it misses nothing that was condemned before the
/// writer's lease began. Writers that begin while nothing new is condemned share one.
public final class CatalogCondemnations implements Condemnations {
  /// What a caller is asked to wait before it tries again when too many others were faster.
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /// @param condemnedEver [Catalog#condemnedEver], read before the names
  /// @param batches by name, the id of its batch
  private record Known(long condemnedEver, Map<StoredName, String> batches) {}

  private final Catalog catalog;
  private final String store;
  private final ReentrantLock loading = new ReentrantLock();

  /// One spares at a time: they would only be in each other's way.
  private final ReentrantLock sparing = new ReentrantLock();

  private volatile @Nullable Known latest;

  /// @param store its name, as its collector has it
  public CatalogCondemnations(Catalog catalog, String store) {
    this.catalog = catalog;
    this.store = store;
  }

  @Override
  public View view() {
    return new LazyView();
  }

  private Known known() {
    long condemnedEver = catalog.condemnedEver();
    Known known = latest;
    if (known != null && known.condemnedEver == condemnedEver) {
      return known;
    }
    loading.lock();
    try {
      known = latest;
      if (known == null || known.condemnedEver < condemnedEver) {
        known = load(condemnedEver);
        latest = known;
      }
      return known;
    } finally {
      loading.unlock();
    }
  }

  private Known load(long condemnedEver) {
    Map<StoredName, String> batches = new HashMap<>();
    for (Versioned<CondemnedBatch> batch : catalog.condemned()) {
      if (!batch.value().store().equals(store)) {
        continue;
      }
      CondemnedNames.of(batch.value())
          .forEach(name -> {
            if (batch.value().doomed()) { // stronger than any other batch, should there be one
              batches.put(name, batch.value().id());
            } else {
              batches.putIfAbsent(name, batch.value().id());
            }
          });
    }
    return new Known(condemnedEver, batches);
  }

  private final class LazyView implements View {
    private volatile @Nullable Known known;

    @Override
    public boolean spare(StoredName name) throws BlobException, InterruptedException {
      Known mine = known;
      if (mine == null) {
        mine = known();
        known = mine;
      }
      String batchId = mine.batches.get(name);
      return batchId == null || spareFrom(batchId, name);
    }
  }

  private boolean spareFrom(String batchId, StoredName name)
      throws BlobException, InterruptedException {
    sparing.lockInterruptibly();
    try {
      return Commits.retryingWithoutDoubt(
          catalog,
          () -> {
            Optional<Versioned<CondemnedBatch>> batch = catalog.condemned(batchId);
            if (batch.isEmpty()) {
              return true;
            }
            List<StoredName> names = CondemnedNames.of(batch.get().value());
            if (!names.contains(name)) {
              return true;
            }
            if (batch.get().value().doomed()) {
              return false;
            }
            List<StoredName> others = names.stream().filter(other -> !other.equals(name)).toList();
            catalog
                .transaction()
                .expectCondemned(batch.get())
                .putCondemned(CondemnedNames.with(batch.get().value(), others))
                .commit();
            return true;
          });
    } catch (Refusal e) {
      throw new BlobException.Transient(
          name + " could not be spared: " + e.getMessage(), RETRY_AFTER, e);
    } finally {
      sparing.unlock();
    }
  }
}
