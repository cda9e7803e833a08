package dev.vitrine.images;

import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.Destination;
import dev.vitrine.images.quota.ProjectQuotas;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/// The states of an upload around the real writer, without the lanes that hash the whole: what
/// [ImageService#upload] does to the records and to the store, in the same order.
public final class SimulatedUpload {
  private static final Policy POLICY = Policy.defaults();

  private final Uploads uploads;
  private final BlobStore blobs;

  public SimulatedUpload(Catalog catalog, Leases leases, BlobStore blobs) {
    Timestamps timestamps = new Timestamps(InstantSource.system());
    Stores stores = Stores.single(Store.of("default", new Store.Chunks(blobs)));
    this.uploads =
        new Uploads(
            catalog,
            leases,
            new Access(catalog, POLICY),
            timestamps,
            new ProjectQuotas(new Quotas.None(), catalog),
            new Removals(catalog, stores, timestamps),
            new Sharing(catalog, leases, stores),
            ImageServiceOptions.defaults());
    this.blobs = blobs;
  }

  /// Fills the image, or leaves it queued, as far as the registry lets it.
  public void upload(String imageId, List<Slice> content) throws Exception {
    Uploads.Claim claim =
        uploads.begin(Site.ADMIN, imageId, Destination.IMAGE, OptionalLong.empty()).claim();
    BlobWriter writer = blobs.newWriter();
    try {
      for (Slice slice : content) {
        writer.write(slice);
      }
      BlobWriter.Receipt receipt = writer.commit();
      uploads.complete(
          claim,
          new Uploads.Stored(
              new Location.Blob("default", receipt.recipe().toHex()),
              receipt.lengthBytes(),
              OptionalLong.empty(),
              "checksum",
              "hash"));
    } catch (Exception e) {
      writer.cancel();
      try {
        uploads.abandon(claim, "simulated");
      } catch (RegistryException late) {
        // The lease stays until somebody ends it.
      }
      throw e;
    }
  }

  /// Ends an upload that is taken for dead.
  public void end(Versioned<Lease> lease) throws Refusal {
    String imageId = lease.value().name().substring(lease.value().name().indexOf('/') + 1);
    uploads.abandon(
        new Uploads.Claim(imageId, Destination.IMAGE, lease, OptionalLong.empty()),
        "taken for dead");
  }
}
