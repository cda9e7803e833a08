package dev.vitrine.images;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.Readers;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells stores who may read, where images lie in their owners' accounts: other services read there
/// by the store's own right, so that has to say what the registry says.
///
/// Whatever changes who may read commits a lease along ([#begin]). Afterwards the stores are told
/// what the registry says then, and the lease ends ([#settle]): in the name of whoever made the
/// change or, as long as that fails, every while, again, by one thread, also at each start. So
/// there is no moment at which a process can end and leave a store with what no longer holds. A
/// change that comes meanwhile takes the lease over, and the stores are told once more.
///
/// Thread-safe.
final class Sharing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);
  private static final String LEASE_PREFIX = Keys.sharingLease("");
  private static final String PURPOSE = "sharing";

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

  /// What waits for the operator is said so often, and no oftener.
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /// Enough that images seldom share one.
  private static final int LOCKS = 64;

  private final Catalog catalog;
  private final Leases leases;
  private final Stores stores;
  private final LentProofs lent = new LentProofs();
  private final BackgroundWorker worker = new BackgroundWorker("sharing", this::round);

  /// Of the worker alone.
  private Duration pause = FIRST_PAUSE;

  /// Held while stores are told of an image: what is told last is what was read last. Images share
  /// them.
  private final List<ReentrantLock> locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

  Sharing(Catalog catalog, Leases leases, Stores stores) {
    this.catalog = catalog;
    this.leases = leases;
    this.stores = stores;
  }

  /// Whether the change makes a difference to who may read.
  static boolean concerns(Image before, Image after) {
    return before.visibility() != after.visibility()
        || !Objects.equals(before.owner(), after.owner());
  }

  /// Adds to the transaction, after which others may read the image, that stores have to be told.
  ///
  /// @param locations where the image has data, or all that it has; others are left alone
  void begin(CatalogTransaction transaction, String imageId, List<Location> locations) {
    if (locations.stream().noneMatch(location -> inAccount(location).isPresent())) {
      return;
    }
    String name = Keys.sharingLease(imageId);
    Optional<Versioned<Lease>> waiting = catalog.lease(name);
    if (waiting.isPresent()) {
      leases.takeOver(transaction, waiting.get(), PURPOSE);
    } else {
      leases.acquire(transaction, name, PURPOSE);
    }
  }

  /// Tries to commit something that may change who reads the image, and tells the stores.
  <T> T around(String imageId, Proof proof, Commits.Attempt<T> attempt)
      throws Refusal, InterruptedException {
    try {
      return Commits.retrying(attempt);
    } finally {
      settle(imageId, proof); // also what is in doubt
    }
  }

  /// Tells the stores, if they have to be told; now or later. Never throws.
  ///
  /// @param proof of whoever made the change
  void settle(String imageId, Proof proof) {
    try {
      if (catalog.lease(Keys.sharingLease(imageId)).isEmpty()) {
        return;
      }
      lent.lend(imageId, proof);
      if (!isSettled(imageId)) {
        workOn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      workOn();
    } catch (RegistryException e) {
      LOG.warn("Who may read image {} is told to its store later: {}", imageId, e.getMessage());
      workOn();
    }
  }

  private boolean isSettled(String imageId) throws InterruptedException {
    ReentrantLock lock = locks.get(Math.floorMod(imageId.hashCode(), LOCKS));
    lock.lockInterruptibly();
    try {
      while (true) {
        Optional<Versioned<Lease>> lease = catalog.lease(Keys.sharingLease(imageId));
        if (lease.isEmpty()) {
          return true;
        }
        if (!areTold(imageId)) {
          return false;
        }
        CatalogTransaction transaction = catalog.transaction();
        leases.release(transaction, lease.get());
        try {
          transaction.commit();
          lent.giveBack(imageId);
          return true;
        } catch (ConflictException e) {
          LOG.debug("Who may read image {} has changed again", imageId);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean areTold(String imageId) throws InterruptedException {
    Optional<Versioned<Image>> found = catalog.image(imageId);
    if (found.isEmpty()) {
      return true; // its data went with it, or goes
    }
    Image image = found.get().value();
    Readers readers = readersOf(image);
    boolean all = true;
    for (Location location : image.locations()) {
      Optional<ImageStore> store = inAccount(location).filter(_ -> location.isReadable());
      if (store.isPresent() && location instanceof Location.External external) {
        all &= isTold(store.get(), image, new ImageUri(external.uri()), readers);
      }
    }
    return all;
  }

  private boolean isTold(ImageStore store, Image image, ImageUri uri, Readers readers)
      throws InterruptedException {
    try {
      store.actingFor(lent.of(image.id()).actor()).share(uri, readers);
      return true;
    } catch (ImageStoreException.NotFound | ImageStoreException.Malformed e) {
      LOG.warn("Nobody is given or refused {}: {}", uri, e.getMessage());
      return true;
    } catch (ImageStoreException e) {
      LOG.warn(
          "Who may read image {} in its store is not what it should be yet: {}",
          image.id(),
          e.getMessage());
      return false;
    }
  }

  /// The owner is among them, for the account may be another's: an administrator's who uploaded the
  /// image, or that of an owner before.
  private Readers readersOf(Image image) {
    if (image.visibility() == Visibility.PUBLIC || image.visibility() == Visibility.COMMUNITY) {
      return new Readers.Everybody();
    }
    Stream<String> members =
        image.visibility() == Visibility.SHARED
            ? catalog.members(image.id()).stream().map(member -> member.value().project())
            : Stream.empty();
    return new Readers.Projects(
        Stream.concat(Stream.ofNullable(image.owner()), members).distinct().toList());
  }

  private Optional<ImageStore> inAccount(Location location) {
    return location instanceof Location.External
        ? stores
            .of(location)
            .flatMap(store ->
                store.backing() instanceof Store.Whole(ImageStore images)
                    ? Optional.of(images)
                    : Optional.empty())
            .filter(images -> images.capabilities().inAccounts())
        : Optional.empty();
  }

  /// Sees to it that stores are told what they were not told yet.
  void workOn() {
    worker.wake();
  }

  private Optional<Duration> round() throws InterruptedException {
    if (tellAll() == 0) {
      pause = FIRST_PAUSE;
      return Optional.empty();
    }
    Duration wait = pause;
    Duration longer = pause.multipliedBy(2);
    pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    return Optional.of(wait);
  }

  /// Tries each image once; returns how many are left.
  int tellAll() throws InterruptedException {
    int left = 0;
    try {
      for (Versioned<Lease> lease : catalog.leases(LEASE_PREFIX)) {
        left += isSettled(lease.value().name().substring(LEASE_PREFIX.length())) ? 0 : 1;
      }
    } catch (RegistryException e) {
      LOG.warn("Who may read is told to stores later: {}", e.getMessage());
      left++;
    }
    return left;
  }

  /// Tries no more.
  @Override
  public void close() {
    worker.close();
  }
}
