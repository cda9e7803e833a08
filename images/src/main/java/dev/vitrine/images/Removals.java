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
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes data out of stores. What cannot be removed now becomes a [Removal] and is tried again by
/// one thread, every while, as long as the service runs and at each start; unless the image has its
/// data there again by then. Data in a chunk store needs none of this: what no image names there is
/// a collector's to take.
///
/// Data that is about to be written has a [Removal], too: [#intend] records it before the first
/// byte, and the commit that gives the data to its image deletes it ([#settle]). So there is no
/// moment at which a process can end and leave data behind that nothing refers to. Who writes for
/// an image, under its lease, first takes away what lies there ([#clear]).
///
/// Thread-safe.
final class Removals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Removals.class);

  /// A store that is away is not asked more often than this; and nobody waits for it.
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /// Enough that images seldom share one.
  private static final int LOCKS = 64;

  private final Catalog catalog;
  private final Stores stores;
  private final Timestamps timestamps;
  private final BackgroundWorker worker = new BackgroundWorker("removals", this::round);

  /// For whom is removed what could not be removed at once.
  private final LentProofs lent = new LentProofs();

  /// The places that this run is writing to at present.
  private final Set<String> writing = ConcurrentHashMap.newKeySet();

  /// Held while something of an image is removed: who then begins to write waits for it. Images
  /// share them.
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

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

  /// Removes the data at one location, once, in the name of whoever showed the proof. An
  /// interruption is kept for the caller's next wait.
  Outcome remove(Location location, Proof proof) {
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
      whole.images().actingFor(proof.actor()).delete(uri);
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
        LOG.info("{} was gone already", uri);
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
          ImageStoreException.Unidentified _, // until somebody comes who is
          ImageStoreException.Unavailable _ ->
          new Outcome.Later(reason);
    };
  }

  /// What is to be recorded so that the data is removed later.
  Removal later(String imageId, Location location) {
    String id = imageId + "/" + UUID.randomUUID();
    return new Removal(id, imageId, location, timestamps.next());
  }

  /// Records that data of the image comes to the place; before its first byte. Ends with [#over],
  /// [#withdraw] or [#discard].
  void intend(String imageId, Location place) throws Refusal {
    Removal intent = later(imageId, place);
    uriOf(place).ifPresent(writing::add);
    try {
      Commits.retryingWithoutDoubt(
          catalog, () -> catalog.transaction().putRemoval(intent).commit());
    } catch (Refusal | RegistryException e) {
      over(place);
      throw e;
    }
  }

  /// Adds to the transaction, which gives the image its data at this place, that it stays.
  void settle(CatalogTransaction transaction, String imageId, Location place) {
    if (!(place instanceof Location.External)) {
      return; // nobody intends chunks
    }
    for (Versioned<Removal> removal : catalog.removals(imageId)) {
      if (isSamePlace(removal.value().location(), place)) {
        transaction.deleteRemoval(removal.value().id());
      }
    }
  }

  /// This run writes to the place no longer. What is recorded of it counts again.
  void over(Location place) {
    uriOf(place).ifPresent(writing::remove);
  }

  /// Nothing came to the place after all. Never throws.
  void withdraw(String imageId, Location place) {
    try {
      Commits.retryingWithoutDoubt(
          catalog,
          () -> {
            CatalogTransaction transaction = catalog.transaction();
            settle(transaction, imageId, place);
            return transaction.commit();
          });
    } catch (Refusal | RegistryException e) {
      LOG.warn("What is recorded of {} stays for now: {}", place, e.getMessage());
      workOn();
    } finally {
      over(place);
    }
  }

  /// Removes data that no image has got, now or later. Never throws.
  ///
  /// @param proof of whoever had it written
  void discard(String imageId, Location location, Proof proof) {
    if (!(location instanceof Location.External)) {
      return;
    }
    if (remove(location, proof) instanceof Outcome.Gone) {
      withdraw(imageId, location);
    } else {
      over(location); // its removal is recorded since it was intended
      workOn(imageId, proof);
    }
  }

  /// Takes away what is to be removed of the image from the store, for somebody who has the image
  /// for themselves and is about to write there. What stays is in the way of that. Waits for a
  /// removal that is under way.
  void clear(String imageId, Store store, Proof proof) throws InterruptedException {
    if (!(store.backing() instanceof Store.Whole)) {
      return;
    }
    lent.lend(imageId, proof);
    workOff(
        imageId,
        removal ->
            stores.of(removal.location()).filter(store::equals).isPresent()
                && tryHeld(removal, catalog.image(imageId)));
  }

  /// Tries at once what is to be removed of the image, and again later what stays. Never throws.
  ///
  /// @param proof of whoever it is removed for
  void workOff(String imageId, Proof proof) {
    lent.lend(imageId, proof);
    workOff(imageId);
  }

  /// The same for whoever lent a proof before.
  void workOff(String imageId) {
    try {
      workOff(imageId, this::tryOnce);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RegistryException e) {
      LOG.warn("Data of image {} is removed later: {}", imageId, e.getMessage());
      workOn();
    }
  }

  @FunctionalInterface
  private interface Attempt {
    /// Returns whether nothing is left to do.
    boolean at(Removal removal) throws ConflictException, InterruptedException;
  }

  private void workOff(String imageId, Attempt attempt) throws InterruptedException {
    ReentrantLock lock = lockOf(imageId);
    lock.lockInterruptibly();
    try {
      boolean done = true;
      for (Versioned<Removal> removal : catalog.removals(imageId)) {
        done &= attempt.at(removal.value());
      }
      if (catalog.removals(imageId).isEmpty()) {
        lent.giveBack(imageId);
      }
      if (!done) {
        workOn(); // or it would stay until something else is removed
      }
    } catch (ConflictException e) {
      workOn();
    } finally {
      lock.unlock();
    }
  }

  private ReentrantLock lockOf(String imageId) {
    return locks.get(Math.floorMod(imageId.hashCode(), LOCKS));
  }

  private static Optional<String> uriOf(Location place) {
    return place instanceof Location.External external
        ? Optional.of(external.uri())
        : Optional.empty();
  }

  /// Sees to it that what is recorded of the image is tried, for whoever showed the proof.
  void workOn(String imageId, Proof proof) {
    lent.lend(imageId, proof);
    workOn();
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
        left += tryLocked(each.value()) ? 0 : 1;
        if (catalog.removals(each.value().imageId()).isEmpty()) {
          lent.giveBack(each.value().imageId());
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

  private boolean tryLocked(Removal removal) throws ConflictException, InterruptedException {
    ReentrantLock lock = lockOf(removal.imageId());
    lock.lockInterruptibly();
    try {
      // Or somebody else has done it since it was listed, and given the proof back.
      return catalog.removal(removal.id()).isEmpty() || tryOnce(removal);
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether nothing is left to do.
  private boolean tryOnce(Removal removal) throws ConflictException, InterruptedException {
    Optional<Versioned<Image>> image = catalog.image(removal.imageId());
    boolean comes = image.filter(found -> takesData(found.value())).isPresent();
    if (comes || uriOf(removal.location()).filter(writing::contains).isPresent()) {
      return false; // what comes may lie at the same place
    }
    return tryHeld(removal, image);
  }

  private boolean tryHeld(Removal removal, Optional<Versioned<Image>> image)
      throws ConflictException, InterruptedException {
    if (image.filter(found -> reads(found.value(), removal.location())).isPresent()) {
      catalog.transaction().deleteRemoval(removal.id()).commit();
      return true;
    }
    return switch (remove(removal.location(), lent.of(removal.imageId()))) {
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
