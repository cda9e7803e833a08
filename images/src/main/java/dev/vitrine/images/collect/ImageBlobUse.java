package dev.vitrine.images.collect;

import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobUse;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.images.stores.Stores;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What images and downloads need of one chunk store, and the writers' leases. Thread-safe.
///
/// Every lease counts as a writer's but the collector's own and the scrubber's, who puts only what
/// images need already: whoever gives work of another kind a lease makes a collection wait for it
/// and nothing worse.
public final class ImageBlobUse implements BlobUse {
  private static final Set<String> NO_WRITERS =
      Set.of(GarbageCollection.LEASE, Keys.SCRUBBER_LEASE);

  private final Catalog catalog;
  private final Predicate<Location.Blob> mayBeHere;
  private final Supplier<Set<Digest>> beingRead;
  private final Predicate<Lease> dead;

  /// @param mayBeHere whether the store may have the blob
  /// @param beingRead the recipes that this process reads
  /// @param dead leases whose holder is known to be gone for good
  public ImageBlobUse(
      Catalog catalog,
      Predicate<Location.Blob> mayBeHere,
      Supplier<Set<Digest>> beingRead,
      Predicate<Lease> dead) {
    this.catalog = catalog;
    this.mayBeHere = mayBeHere;
    this.beingRead = beingRead;
    this.dead = dead;
  }

  /// The use of one of the service's chunk stores. A blob of which nobody knows where it lies
  /// counts for each of them.
  public static ImageBlobUse of(
      Catalog catalog, Stores stores, BlobStore blobs, Predicate<Lease> dead) {
    return new ImageBlobUse(catalog, blob -> stores.mayHave(blobs, blob), blobs::beingRead, dead);
  }

  @Override
  public Set<Digest> recipes() {
    Set<Digest> recipes = new HashSet<>();
    try (Stream<Versioned<Image>> images = catalog.allImages()) {
      for (Iterator<Versioned<Image>> each = images.iterator(); each.hasNext(); ) {
        for (Location.Blob blob : each.next().value().blobs()) {
          if (mayBeHere.test(blob)) {
            recipes.add(Digest.fromHex(blob.recipe()));
          }
        }
      }
    }
    return recipes;
  }

  @Override
  public Set<Digest> beingRead() {
    return beingRead.get();
  }

  @Override
  public Set<String> writers() {
    return catalog.leases("").stream()
        .map(lease -> lease.value())
        .filter(lease -> !NO_WRITERS.contains(lease.name()) && !dead.test(lease))
        .map(ImageBlobUse::unique)
        .collect(Collectors.toSet());
  }

  /// The same for as long as the lease lasts, renewed or not.
  private static String unique(Lease lease) {
    return "%s (%s) of %s since %s"
        .formatted(lease.name(), lease.purpose(), lease.holder(), lease.takenAt());
  }
}
