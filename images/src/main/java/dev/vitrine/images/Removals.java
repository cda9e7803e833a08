package dev.vitrine.images;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Removal;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes data out of stores. What cannot be removed now becomes a [Removal] and is tried again by
/// one thread, every while, as long as the service runs and at each start; unless the image has its
/// data there again by then. Data in a chunk store needs none of this: what no image names there is
/// a collector's to take.
///
/// Thread-safe.
final class Removals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  /// A store that is away is not asked more often than this; and nobody waits for it.
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final Catalog catalog;
  private final Stores stores;
  private final Timestamps timestamps;
  private final BackgroundWorker worker = new BackgroundWorker("removals", this::round);

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
    worker.wake();
  }

  private Optional<Duration> round() throws InterruptedException {
    return tryAll() > 0 ? Optional.of(PAUSE) : Optional.empty();
  }

  /// Tries each removal once; returns how many are left.
  int tryAll() throws InterruptedException {
    int left = 0;
    try {
      for (Versioned<Removal> each : catalog.removals()) {
        left += tryOnce(each.value()) ? 0 : 1;
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

  /// Returns whether nothing is left to do.
  private boolean tryOnce(Removal removal) throws ConflictException, InterruptedException {
    Optional<Versioned<Image>> image = catalog.image(removal.imageId());
    if (image.filter(found -> takesData(found.value())).isPresent()) {
      return false; // what comes may lie at the same place
    }
    if (image.filter(found -> reads(found.value(), removal.location())).isPresent()) {
      catalog.transaction().deleteRemoval(removal.id()).commit();
      return true;
    }
    return switch (remove(removal.location())) {
      case Outcome.Gone _ -> {
        CatalogTransaction transaction = catalog.transaction().deleteRemoval(removal.id());
        image
            .filter(found -> found.value().locations().contains(removal.location()))
            .ifPresent(found ->
                transaction
                    .expectImage(found)
                    .putImage(without(found.value(), removal.location())));
        transaction.commit();
        yield true;
      }
      case Outcome.Later(String reason) -> stays(removal, reason);
      case Outcome.InUse(String reason) -> stays(removal, reason);
      case Outcome.Denied(String reason) -> stays(removal, reason);
    };
  }

  /// Whether data may be on its way into a store for the image; also to an active one, as a copy.
  private boolean takesData(Image image) {
    return image.status().takesData() || catalog.importJob(image.id()).isPresent();
  }

  /// Whether the image has its data where some was to be removed from: it was filled anew since.
  private static boolean reads(Image image, Location location) {
    return image.locations().stream()
        .filter(Location::isReadable)
        .anyMatch(each -> isSamePlace(each, location));
  }

  private static boolean isSamePlace(Location one, Location other) {
    return one instanceof Location.External first
        && other instanceof Location.External second
        && first.uri().equals(second.uri());
  }

  private Image without(Image image, Location location) {
    List<Location> left = new ArrayList<>(image.locations());
    left.remove(location);
    return image.change().locations(left).updatedAt(timestamps.next()).build();
  }

  private static boolean stays(Removal removal, String reason) {
    LOG.warn("Data of image {} cannot be removed yet: {}", removal.imageId(), reason);
    return false;
  }

  /// Tries no more.
  @Override
  public void close() {
    worker.close();
  }
}
