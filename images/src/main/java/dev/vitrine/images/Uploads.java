package dev.vitrine.images;

import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Resource;
import dev.vitrine.catalog.Staged;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.Destination;
import dev.vitrine.images.quota.ProjectQuotas;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The states of an image while it is filled: queued, then saving under a lease, then active, or
/// queued again; or else uploading under a lease, then uploading with staged data and without a
/// lease, or queued again. Whoever holds the lease, and nobody else, takes the image out of its
/// state; each step is one commit that the lease fences, so an upload that was deleted or taken
/// over under its feet cannot touch the image any more.
///
/// Thread-safe.
final class Uploads {
  private static final String LEASE_PREFIX = Keys.uploadLease("");

  /// The text is for a person; a record is no place for the whole of what a failure can say.
  private static final int FAILURE_MAX_CODE_POINTS = 500;

  /// How far a reservation of unknown size goes beyond what has come: as far as that is, within
  /// these. A commit for 16 MiB is lost in the time that hashing them takes, and no small image
  /// keeps much of a quota from others.
  private static final long FIRST_STEP_BYTES = 1 << 20;

  private static final long LONGEST_STEP_BYTES = 16 << 20;

  private final Catalog catalog;
  private final Leases leases;
  private final Access access;
  private final Timestamps timestamps;
  private final ProjectQuotas quotas;
  private final Removals removals;
  private final Sharing sharing;
  private final ImageServiceOptions options;

  Uploads(
      Catalog catalog,
      Leases leases,
      Access access,
      Timestamps timestamps,
      ProjectQuotas quotas,
      Removals removals,
      Sharing sharing,
      ImageServiceOptions options) {
    this.catalog = catalog;
    this.leases = leases;
    this.access = access;
    this.timestamps = timestamps;
    this.quotas = quotas;
    this.removals = removals;
    this.sharing = sharing;
    this.options = options;
  }

  /// The right to fill an image.
  ///
  /// @param growth what its owner may have altogether while it is filled; empty when nobody has to
  ///   ask before it takes more
  record Claim(
      String imageId, Destination destination, Versioned<Lease> lease, OptionalLong growth) {}

  /// An upload that may go on.
  ///
  /// @param image as it was when the right was given
  record Begun(Claim claim, Image image) {}

  /// Data that is durable in a store and belongs to no image yet.
  ///
  /// @param virtualSizeBytes of the disk that the data describes, where that is known
  /// @param checksum MD5 in hexadecimal digits, unless none is computed
  record Stored(
      Location location,
      long lengthBytes,
      OptionalLong virtualSizeBytes,
      @Nullable String checksum,
      String hashValue) {

    /// The same, of a chunk store, as what waits to be imported.
    Staged staged(String hashAlgorithm) {
      if (location instanceof Location.Blob(String store, String recipe)) {
        return new Staged(store, recipe, lengthBytes, checksum, hashAlgorithm, hashValue);
      }
      throw new InvariantViolated("staged outside of the chunk stores: " + location);
    }
  }

  /// Makes the image `saving` or `uploading`, for us alone, with room set aside for the data that
  /// was announced.
  Begun begin(Caller caller, String id, Destination destination, OptionalLong declaredBytes)
      throws Refusal {
    Image seen = access.find(caller, id).value();
    checkMayBegin(caller, seen, destination, declaredBytes);
    // Once, and before any commit: others may have to be asked.
    ProjectQuotas.UploadBounds bounds = quotas.forData(seen.owner(), destination, declaredBytes);
    // Unique, so that a commit in doubt can be told from another upload's.
    String purpose = "upload " + UUID.randomUUID();
    return Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          Optional<Begun> committed =
              catalog
                  .lease(Keys.uploadLease(id))
                  .filter(lease -> lease.value().purpose().equals(purpose))
                  .map(
                      lease -> new Begun(new Claim(id, destination, lease, bounds.growth()), seen));
          if (committed.isPresent()) {
            return committed.get();
          }
          Versioned<Image> image = access.find(caller, id);
          checkMayBegin(caller, image.value(), destination, declaredBytes);
          if (!bounds.atTheStart().isFor(image.value().owner())) {
            throw new Refusal.Conflict("Image " + id + " was given to another owner; try again.");
          }
          bounds.atTheStart().require(catalog);
          Image begun =
              image
                  .value()
                  .change()
                  .status(destination.status())
                  .reservedBytes(declaredBytes.orElse(0))
                  .failure(null)
                  .updatedAt(timestamps.next())
                  .build();
          CatalogTransaction transaction = catalog.transaction().expectImage(image).putImage(begun);
          bounds.atTheStart().on(transaction);
          Lease lease = leases.acquire(transaction, Keys.uploadLease(id), purpose);
          Versioned<Lease> held = new Versioned<>(lease, transaction.commit());
          return new Begun(new Claim(id, destination, held, bounds.growth()), begun);
        });
  }

  private void checkMayBegin(
      Caller caller, Image image, Destination destination, OptionalLong declaredBytes)
      throws Refusal {
    access.require(caller, destination.action(), image);
    access.requireOwnership(caller, image);
    if (image.status() != ImageStatus.QUEUED) {
      throw new Refusal.Conflict(
          "Image " + image.id() + " is " + image.status() + "; only a queued image takes data.");
    }
    if (destination == Destination.IMAGE
        && (image.diskFormat() == null || image.containerFormat() == null)) {
      throw new Refusal.Invalid(
          "disk_format and container_format must be set before image "
              + image.id()
              + " takes data.");
    }
    if (declaredBytes.isPresent() && declaredBytes.getAsLong() > options.sizeCapBytes()) {
      throw overCap(options.sizeCapBytes());
    }
  }

  static Refusal.TooLarge overCap(long sizeCapBytes) {
    return new Refusal.TooLarge(
        "The data is larger than the " + sizeCapBytes + " bytes that an image may have.");
  }

  void requireWithinCap(long lengthBytes) throws Refusal.TooLarge {
    if (lengthBytes > options.sizeCapBytes()) {
      throw overCap(options.sizeCapBytes());
    }
  }

  /// Up to where the data may go. Throws when it may not go so far, and when the upload goes on for
  /// nothing: the image was deleted, or the claim was lost.
  long allow(Claim claim, long lengthBytes) throws Refusal {
    if (claim.growth().isPresent()) {
      return reserve(claim, lengthBytes);
    }
    if (!isHeld(claim)) {
      throw lost(claim);
    }
    return Long.MAX_VALUE;
  }

  /// Sets aside room for so many bytes at least, and somewhat more, so that few buffers have to
  /// ask. Takes what there is left when there is no room for more. Returns what is set aside then.
  private long reserve(Claim claim, long neededBytes) throws Refusal {
    long most = claim.growth().orElse(Long.MAX_VALUE);
    return Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          Optional<Versioned<Image>> found = catalog.image(claim.imageId());
          if (!isHeld(claim) || found.isEmpty()) {
            throw lost(claim);
          }
          Image image = found.get().value();
          long reserved = image.reservedBytes();
          if (reserved >= neededBytes) {
            return reserved;
          }
          Resource resource = claim.destination().resource();
          long others = catalog.usage(image.owner()).amount(resource) - reserved;
          long room = most - Math.max(0, others);
          if (room < neededBytes) {
            throw new Refusal.TooLarge(
                "The data does not fit: the project of image "
                    + image.id()
                    + " may have "
                    + most
                    + " bytes altogether, which leaves "
                    + Math.max(0, room)
                    + " for this image.");
          }
          long step = Math.clamp(neededBytes, FIRST_STEP_BYTES, LONGEST_STEP_BYTES);
          long wanted = Math.min(room, neededBytes + step);
          CatalogTransaction transaction =
              catalog
                  .transaction()
                  .expectImage(found.get())
                  .putImage(image.change().reservedBytes(wanted).build())
                  .boundUsage(image.owner(), resource, most);
          leases.fence(transaction, claim.lease());
          transaction.commit();
          return wanted;
        });
  }

  /// Gives the image its data, in one commit: it becomes active, or has data to import.
  void complete(Claim claim, Stored stored) throws Refusal {
    Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          Optional<Versioned<Image>> image = catalog.image(claim.imageId());
          if (!isHeld(claim) || image.isEmpty()) {
            if (image.filter(found -> holds(found.value(), stored)).isPresent()) {
              return image; // the commit was in doubt, and had happened
            }
            throw lost(claim);
          }
          ImageBuilder change = image.get().value().change().sizeBytes(stored.lengthBytes());
          switch (claim.destination()) {
            case IMAGE ->
                change
                    .status(ImageStatus.ACTIVE)
                    .virtualSizeBytes(virtualSize(stored))
                    .checksum(stored.checksum())
                    .hash(options.hashes().algorithm(), stored.hashValue())
                    .locations(List.of(stored.location()));
            case STAGING ->
                change.reservedBytes(0).staged(stored.staged(options.hashes().algorithm()));
          }
          CatalogTransaction transaction =
              catalog
                  .transaction()
                  .expectImage(image.get())
                  .putImage(change.updatedAt(timestamps.next()).build());
          removals.settle(transaction, claim.imageId(), stored.location());
          sharing.begin(transaction, claim.imageId(), List.of(stored.location()));
          leases.release(transaction, claim.lease());
          transaction.commit();
          return image;
        });
  }

  private static @Nullable Long virtualSize(Stored stored) {
    return stored.virtualSizeBytes().isPresent() ? stored.virtualSizeBytes().getAsLong() : null;
  }

  boolean computesChecksum() {
    return options.hashes().checksum();
  }

  /// The secure hash that data gets on its way in.
  String hashAlgorithm() {
    return options.hashes().algorithm();
  }

  /// Makes the image `queued` again and keeps the reason. Does nothing when the claim was lost
  /// meanwhile. Returns whether the image is still there.
  boolean abandon(Claim claim, String reason) throws Refusal {
    return Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          Optional<Versioned<Image>> image = catalog.image(claim.imageId());
          if (isHeld(claim)) {
            end(claim.lease(), image, reason);
          }
          return image.isPresent();
        });
  }

  /// Ends the uploads of incarnations that are no more: each of their images is `queued` again.
  ///
  /// @param recovered told the id of each image
  void recover(Consumer<String> recovered) throws Refusal {
    for (Versioned<Lease> stale : leases.ofOthers(LEASE_PREFIX)) {
      String imageId = stale.value().name().substring(LEASE_PREFIX.length());
      // Whatever it was for: the image's own status says what is to be undone.
      Claim claim = new Claim(imageId, Destination.IMAGE, stale, OptionalLong.empty());
      abandon(claim, "The upload was interrupted by a restart of the service.");
      recovered.accept(claim.imageId());
    }
  }

  private void end(Versioned<Lease> lease, Optional<Versioned<Image>> image, String reason)
      throws ConflictException, InterruptedException {
    CatalogTransaction transaction = catalog.transaction();
    leases.release(transaction, lease);
    if (image.isPresent() && isOnItsWay(image.get().value())) {
      transaction
          .expectImage(image.get())
          .putImage(
              image
                  .get()
                  .value()
                  .change()
                  .status(ImageStatus.QUEUED)
                  .sizeBytes(null)
                  .virtualSizeBytes(null)
                  .failure(shortened(reason))
                  .updatedAt(timestamps.next())
                  .build());
    }
    transaction.commit();
  }

  /// Whether the image is in a state that only an upload's lease allows.
  static boolean isOnItsWay(Image image) {
    return image.status() == ImageStatus.SAVING
        || (image.status() == ImageStatus.UPLOADING && image.staged() == null);
  }

  /// Cut between characters: half of one could not be recorded.
  static String shortened(String reason) {
    return reason.codePointCount(0, reason.length()) <= FAILURE_MAX_CODE_POINTS
        ? reason
        : reason.substring(0, reason.offsetByCodePoints(0, FAILURE_MAX_CODE_POINTS));
  }

  private boolean isHeld(Claim claim) {
    return catalog
        .lease(claim.lease().value().name())
        .filter(lease -> lease.revision() == claim.lease().revision())
        .isPresent();
  }

  private Refusal lost(Claim claim) {
    return catalog.image(claim.imageId()).isPresent()
        ? new Refusal.Conflict("The upload of image " + claim.imageId() + " was ended by others.")
        : gone(claim.imageId());
  }

  static Refusal.Gone gone(String imageId) {
    return new Refusal.Gone("Image " + imageId + " was deleted during the upload.");
  }

  private static boolean holds(Image image, Stored stored) {
    Staged staged = image.staged();
    if (staged != null && stored.location() instanceof Location.Blob(String _, String recipe)) {
      return staged.recipe().equals(recipe);
    }
    return image.status() == ImageStatus.ACTIVE && image.locations().contains(stored.location());
  }
}
