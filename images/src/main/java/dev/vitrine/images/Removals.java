package dev.vitrine.images;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Removal;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes data out of stores. What cannot be removed now becomes a [Removal] and is tried again by
/// one thread, every while, as long as the service runs and at each start. Data in a chunk store
/// needs none of this: the collector takes what no image names.
///
/// Thread-safe.
final class Removals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  /// A store that is away is not asked more often than this; and nobody waits for it.
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Catalog catalog;
  private final Stores stores;
  private final Timestamps timestamps;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread worker;
  private boolean closed;

  Removals(Catalog catalog, Stores stores, Timestamps timestamps) {
    this.catalog = catalog;
    this.stores = stores;
    this.timestamps = timestamps;
  }

  /// What became of data that was to be removed.
  sealed interface Outcome {
    /// It is not there any more, or nothing has to be done about it.
    record Gone() implements Outcome {}

    /// The store could not be asked; it is worth trying again.
    record Later(String reason) implements Outcome {}

    /// Something depends on it.
    record InUse(String reason) implements Outcome {}

    /// The store does not let us.
    record Denied(String reason) implements Outcome {}
  }

  /// Removes the data at one location, once. An interruption is kept for the caller's next wait.
  Outcome remove(Location location) {
    if (!(location instanceof Location.External external)) {
      return new Outcome.Gone();
    }
    Store store = stores.of(location).orElse(null);
    if (store == null || !(store.backing() instanceof Store.Whole whole)) {
      LOG.warn("Nothing is removed from {}: there is no such store here", location.store());
      return new Outcome.Gone();
    }
    if (!whole.images().capabilities().deletes()) {
      return new Outcome.Gone();
    }
    ImageUri uri = new ImageUri(external.uri());
    try {
      whole.images().delete(uri);
      return new Outcome.Gone();
    } catch (ImageStoreException e) {
      return outcome(uri, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Later("interrupted");
    }
  }

  private static Outcome outcome(ImageUri uri, ImageStoreException failure) {
    String reason = String.valueOf(failure.getMessage());
    return switch (failure) {
      case ImageStoreException.NotFound _ -> {
        LOG.warn("{} was gone already", uri);
        yield new Outcome.Gone();
      }
      case ImageStoreException.Unsupported _, ImageStoreException.Malformed _ -> {
        LOG.warn("{} is left where it is: {}", uri, reason);
        yield new Outcome.Gone();
      }
      case ImageStoreException.InUse _ -> new Outcome.InUse(reason);
      case ImageStoreException.Denied _ -> new Outcome.Denied(reason);
      case ImageStoreException.Exists _,
          ImageStoreException.Full _,
          ImageStoreException.Damaged _,
          ImageStoreException.Unavailable _ ->
          new Outcome.Later(reason);
    };
  }

  /// What is to be recorded so that the data is removed later.
  Removal later(String imageId, Location location) {
    return new Removal(UUID.randomUUID().toString(), imageId, location, timestamps.next());
  }

  /// Removes data that no image ever had, now or later. Never throws.
  void discard(String imageId, Location location) {
    if (remove(location) instanceof Outcome.Gone) {
      return;
    }
    try {
      Commits.retryingWithoutDoubt(
          () -> catalog.transaction().putRemoval(later(imageId, location)).commit());
      workOn();
    } catch (Refusal | RegistryException e) {
      LOG.error("{} of image {} is left behind: {}", location, imageId, e.getMessage());
    }
  }

  /// Sees to it that what is recorded is tried.
  void workOn() {
    lock.lock();
    try {
      if (worker == null && !closed) {
        worker = Thread.ofVirtual().name("removals").start(this::work);
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (tryAll() > 0 && !isClosed()) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      LOG.debug("what is left to remove is removed after the next start");
    } finally {
      lock.lock();
      try {
        worker = null;
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /// Tries each removal once; returns how many are left.
  int tryAll() throws InterruptedException {
    int left = 0;
    try {
      for (Versioned<Removal> each : catalog.removals()) {
        Removal removal = each.value();
        switch (remove(removal.location())) {
          case Outcome.Gone _ -> catalog.transaction().deleteRemoval(removal.id()).commit();
          case Outcome.Later(String reason) -> left += stays(removal, reason);
          case Outcome.InUse(String reason) -> left += stays(removal, reason);
          case Outcome.Denied(String reason) -> left += stays(removal, reason);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } catch (ConflictException | RegistryException e) {
      LOG.warn("What is left to remove is tried again later: {}", e.getMessage());
      left++;
    }
    return left;
  }

  private static int stays(Removal removal, String reason) {
    LOG.warn("Data of image {} cannot be removed yet: {}", removal.imageId(), reason);
    return 1;
  }

  /// Tries no more. Closing twice does nothing.
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      running = worker;
    } finally {
      lock.unlock();
    }
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
