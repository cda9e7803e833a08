package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Member;
import dev.vitrine.catalog.Removal;
import dev.vitrine.catalog.Tombstone;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How images, and single locations of them, go away.
///
/// An image whose data lies in stores of whole images goes in two commits: first it is
/// `pending_delete` under a lease, so that nobody sees it; then its data is removed; then the
/// record goes, with a [Removal] for whatever could not be removed now. When something depends on
/// the data, the image comes back as it was. Whatever a killed process left in between is finished
/// at the next start. Other images go in one commit. A location that goes alone is first marked and
/// noted as a [Removal], then removed, then forgotten. An import that is under way ends with either
/// first commit; no location goes while one may still take back what it added. The key of an image
/// goes after the image, in the name of whoever deleted it, where the image said so.
///
/// Thread-safe.
final class Deletions {
  private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

  private static final String LEASE_PREFIX = Keys.deletionLease("");

  private final Catalog catalog;
  private final Leases leases;
  private final Access access;
  private final Stores stores;
  private final Timestamps timestamps;
  private final Removals removals;
  private final DisusedKeys keys;
  private final ImageServiceOptions options;

  Deletions(
      Catalog catalog,
      Leases leases,
      Access access,
      Stores stores,
      Timestamps timestamps,
      Removals removals,
      DisusedKeys keys,
      ImageServiceOptions options) {
    this.catalog = catalog;
    this.leases = leases;
    this.access = access;
    this.stores = stores;
    this.timestamps = timestamps;
    this.removals = removals;
    this.keys = keys;
    this.options = options;
  }

  void delete(Caller caller, String id, Precondition precondition)
      throws Refusal, InterruptedException {
    Optional<Versioned<Lease>> begun =
        Commits.retrying(() -> {
          Versioned<Image> image = access.find(caller, id);
          access.require(caller, Policy.Action.DELETE_IMAGE, image.value());
          access.requireOwnership(caller, image.value());
          precondition.require(image.value());
          if (image.value().isProtected()) {
            throw new Refusal.Forbidden("Image " + id + " is protected and cannot be deleted.");
          }
          if (image.value().locations().stream().noneMatch(Location.External.class::isInstance)) {
            forget(image).commit();
            keys.imageIsGone(image.value(), caller.proof());
            removals.workOff(id, caller.proof()); // of an upload that did not end well
            return Optional.empty();
          }
          return Optional.of(begin(image));
        });
    if (begun.isPresent()) {
      finish(begun.get(), caller.proof());
    }
  }

  /// Everything that is known of the image goes; its id stays taken.
  private CatalogTransaction forget(Versioned<Image> image) {
    String id = image.value().id();
    Instant now = timestamps.next();
    CatalogTransaction transaction =
        catalog
            .transaction()
            .expectImage(image)
            .deleteImage(id)
            .putTombstone(new Tombstone(id, now));
    for (Versioned<Member> member : catalog.members(id)) {
      transaction.deleteMember(id, member.value().project());
    }
    if (Uploads.isOnItsWay(image.value())) {
      transaction.deleteLease(Keys.uploadLease(id));
    }
    ImportJournal.cancel(catalog, transaction, id, now, options);
    return transaction;
  }

  private Versioned<Lease> begin(Versioned<Image> image)
      throws ConflictException, InterruptedException {
    String id = image.value().id();
    ImageStatus was = image.value().status();
    ImageBuilder hidden = image.value().change().status(ImageStatus.PENDING_DELETE);
    catalog.importJob(id).ifPresent(job -> ImportLists.abort(hidden, job.value().targets()));
    CatalogTransaction transaction =
        catalog.transaction().expectImage(image).putImage(hidden.build());
    ImportJournal.cancel(catalog, transaction, id, timestamps.next(), options);
    // What it was is what it becomes again when it cannot go; but its import is over, and what that
    // has put into a store is the whole of the data.
    ImageStatus again = was == ImageStatus.IMPORTING ? ImageStatus.ACTIVE : was;
    Lease lease = leases.acquire(transaction, Keys.deletionLease(id), again.text());
    return new Versioned<>(lease, transaction.commit());
  }

  /// Removes the data and forgets the image, or gives it back.
  ///
  /// @param proof of whoever deletes it
  private void finish(Versioned<Lease> lease, Proof proof) throws Refusal {
    String id = lease.value().name().substring(LEASE_PREFIX.length());
    Optional<Versioned<Image>> found = catalog.image(id);
    List<Location> kept = new ArrayList<>();
    List<Removal> later = new ArrayList<>();
    Refusal refusal = null;
    for (Location location : found.map(image -> image.value().locations()).orElse(List.of())) {
      if (refusal != null) {
        kept.add(location);
        continue;
      }
      switch (removals.remove(location, proof)) {
        case Removals.Outcome.Gone _ -> {}
        case Removals.Outcome.Later _ -> later.add(removals.later(id, location));
        case Removals.Outcome.InUse(String reason) -> {
          kept.add(location);
          refusal = inUse(id, reason);
        }
        case Removals.Outcome.Denied _ -> {
          kept.add(location);
          refusal = denied(id);
        }
      }
    }
    boolean back = refusal != null;
    Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          Optional<Versioned<Image>> image = catalog.image(id);
          if (image.isEmpty() || image.get().value().status() != ImageStatus.PENDING_DELETE) {
            return image; // the commit was in doubt, and had happened
          }
          CatalogTransaction transaction =
              back ? giveBack(image.get(), lease.value(), kept) : forget(image.get());
          later.forEach(transaction::putRemoval);
          leases.release(transaction, lease);
          transaction.commit();
          return image;
        });
    if (!later.isEmpty()) {
      removals.workOn(id, proof);
    }
    if (refusal != null) {
      throw refusal;
    }
    found.ifPresent(image -> keys.imageIsGone(image.value(), proof));
  }

  private CatalogTransaction giveBack(Versioned<Image> image, Lease lease, List<Location> kept) {
    Image again =
        image.value().change().status(ImageStatus.of(lease.purpose())).locations(kept).build();
    return catalog.transaction().expectImage(image).putImage(again);
  }

  /// Finishes what incarnations that are no more began. Nobody knows their callers' tokens any
  /// more, so the keys of these images stay.
  void recover() throws Refusal {
    for (Versioned<Lease> stale : leases.ofOthers(LEASE_PREFIX)) {
      try {
        finish(stale, Proof.NONE);
      } catch (Refusal.Conflict | Refusal.Forbidden e) {
        LOG.info("Image is not deleted after all: {}", e.getMessage());
      }
    }
  }

  /// Removes the image's data from one of the stores that have it.
  void deleteFromStore(Caller caller, String storeId, String id)
      throws Refusal, InterruptedException {
    if (!stores.selectable()) {
      throw new Refusal.NotFound("The service has one store only.");
    }
    Store store =
        stores
            .find(storeId)
            .orElseThrow(
                () -> new Refusal.Conflict("Store for identifier " + storeId + " not found"));
    Removal marked =
        Commits.retrying(() -> {
          Versioned<Image> image = access.find(caller, id);
          access.require(caller, Policy.Action.GET_IMAGE_LOCATION, image.value());
          access.require(caller, Policy.Action.DELETE_IMAGE_LOCATION, image.value());
          if (catalog.importJob(id).isPresent()) {
            throw new Refusal.Conflict("Image " + id + " is being copied; try again.");
          }
          Location location = locationIn(store, image.value());
          Location pending =
              location instanceof Location.External external
                  ? external.with(Location.Status.PENDING_DELETE)
                  : location;
          Removal removal = removals.later(id, pending);
          catalog
              .transaction()
              .expectImage(image)
              .putImage(exchanged(image.value(), location, List.of(pending)))
              .putRemoval(removal)
              .commit();
          return removal;
        });
    finishInStore(marked, caller.proof());
  }

  private Location locationIn(Store store, Image image) throws Refusal {
    if (image.status() != ImageStatus.ACTIVE) {
      throw new Refusal.Conflict("Image " + image.id() + " is " + image.status() + ".");
    }
    List<Location> readable = image.locations().stream().filter(Location::isReadable).toList();
    List<Location> there =
        readable.stream()
            .filter(each -> stores.of(each).filter(store::equals).isPresent())
            .toList();
    if (readable.size() == 1) {
      throw new Refusal.Forbidden("Cannot delete image data from the only store containing it.");
    }
    if (there.isEmpty()) {
      throw new Refusal.NotFound("Image " + image.id() + " is not in store " + store.id() + ".");
    }
    return there.getFirst();
  }

  /// A process that is killed on the way leaves the [Removal], which finishes the work.
  private void finishInStore(Removal removal, Proof proof) throws Refusal {
    String id = removal.imageId();
    Location marked = removal.location();
    Removals.Outcome outcome = removals.remove(marked, proof);
    boolean back =
        outcome instanceof Removals.Outcome.InUse || outcome instanceof Removals.Outcome.Denied;
    List<Location> left =
        back && marked instanceof Location.External external
            ? List.of(external.with(Location.Status.ACTIVE))
            : List.of();
    Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          Optional<Versioned<Image>> image = catalog.image(id);
          if (image.isEmpty() || !image.get().value().locations().contains(marked)) {
            return image; // done already, or the image went away with all it had
          }
          CatalogTransaction transaction =
              catalog
                  .transaction()
                  .expectImage(image.get())
                  .putImage(exchanged(image.get().value(), marked, left));
          if (!(outcome instanceof Removals.Outcome.Later)) {
            transaction.deleteRemoval(removal.id());
          }
          transaction.commit();
          return image;
        });
    switch (outcome) {
      case Removals.Outcome.Gone _ -> {}
      case Removals.Outcome.Later _ -> removals.workOn(id, proof);
      case Removals.Outcome.InUse(String reason) -> throw inUse(id, reason);
      case Removals.Outcome.Denied _ -> throw denied(id);
    }
  }

  private Image exchanged(Image image, Location one, List<Location> others) {
    List<Location> locations = new ArrayList<>(image.locations());
    int at = locations.indexOf(one);
    locations.remove(at);
    locations.addAll(at, others);
    return image.change().locations(locations).updatedAt(timestamps.next()).build();
  }

  private static Refusal inUse(String id, String reason) {
    return new Refusal.Conflict(
        "Image " + id + " could not be deleted because it is in use: " + reason);
  }

  private static Refusal denied(String id) {
    return new Refusal.Forbidden("The store does not let the data of image " + id + " be deleted.");
  }
}
