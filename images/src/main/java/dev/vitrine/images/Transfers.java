package dev.vitrine.images;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.ingest.LaneException;
import dev.vitrine.images.quota.Destination;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries data from callers into images, each from its beginning to its end, whichever that is.
/// Thread-safe.
final class Transfers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

  private final Uploads uploads;
  private final Intake intake;
  private final Stores stores;
  private final Removals removals;
  private final Sharing sharing;
  private final DataChecks checks;
  private final Leftovers leftovers;

  Transfers(
      Uploads uploads,
      Intake intake,
      Stores stores,
      Removals removals,
      Sharing sharing,
      DataChecks checks) {
    this.uploads = uploads;
    this.intake = intake;
    this.stores = stores;
    this.removals = removals;
    this.sharing = sharing;
    this.checks = checks;
    this.leftovers = new Leftovers(uploads, removals);
  }

  /// Fills a queued image from a caller. When this returns, the image is active and the data
  /// survives the loss of power. Whatever else happens, the image is queued again with the reason
  /// kept, or gone.
  ///
  /// Throws the source's [IOException] when that broke off.
  ///
  /// @param storeId the store that the caller chose; null for the default
  /// @param declaredBytes the length that the sender announced; zero counts as none
  void upload(
      Caller caller,
      String id,
      @Nullable String storeId,
      OptionalLong declaredBytes,
      ByteSource source)
      throws Refusal, IOException, InterruptedException {
    carry(caller, id, Destination.IMAGE, chosen(storeId), declaredBytes, source);
  }

  /// As [#upload], but the data is not the image's before it is imported: the image is uploading
  /// then.
  void stage(Caller caller, String id, OptionalLong declaredBytes, ByteSource source)
      throws Refusal, IOException, InterruptedException {
    carry(caller, id, Destination.STAGING, stagingIn(stores), declaredBytes, source);
  }

  /// The store that an upload goes to. Where callers cannot choose, what they chose counts for
  /// nothing.
  private Store chosen(@Nullable String storeId) throws Refusal {
    if (storeId == null || !stores.selectable()) {
      return stores.defaultStore();
    }
    return stores
        .find(storeId)
        .orElseThrow(() -> new Refusal.Invalid("Store for identifier " + storeId + " not found"));
  }

  /// The chunk store that keeps what waits to be imported.
  static Store stagingIn(Stores stores) throws Refusal.Unavailable {
    return stores
        .chunks()
        .orElseThrow(
            () -> new Refusal.Unavailable("There is no chunk store to keep staged data in."));
  }

  private void carry(
      Caller caller,
      String id,
      Destination destination,
      Store store,
      OptionalLong declaredBytes,
      ByteSource source)
      throws Refusal, IOException, InterruptedException {
    OptionalLong expectedBytes =
        declaredBytes.orElse(0) == 0 ? OptionalLong.empty() : declaredBytes;
    Uploads.Begun begun = uploads.begin(caller, id, destination, expectedBytes);
    Uploads.Claim claim = begun.claim();
    try {
      // What staged data is has to be known when it is imported, and is checked then.
      DataChecks.Running running =
          switch (destination) {
            case IMAGE -> checks.begin(begun.image(), caller.proof());
            case STAGING -> checks.none(begun.image());
          };
      Uploads.Stored stored =
          intake.take(
              new Intake.Target(store, begun.image(), caller.proof()),
              source,
              expectedBytes,
              lengthBytes -> uploads.allow(claim, lengthBytes),
              running);
      complete(claim, stored, caller.proof());
    } catch (Refusal refusal) {
      LOG.info("Upload of image {} was refused: {}", id, refusal.getMessage());
      throw refuse(claim, refusal);
    } catch (BlobException e) {
      throw refuse(claim, StoreFailures.whileWriting(id, e));
    } catch (ImageStoreException.Unavailable e) {
      // What is left is removed later: the caller does not wait for this store once more.
      Refusal refusal = StoreFailures.whileWriting(id, e, store, caller.proof().actor());
      throw refuse(claim, refusal, () -> removals.workOn(id, caller.proof()));
    } catch (ImageStoreException e) {
      throw refuse(claim, StoreFailures.whileWriting(id, e, store, caller.proof().actor()));
    } catch (Intake.SourceBroken e) {
      LOG.info("Upload of image {} broke off: {}", id, e.failure().getMessage());
      abandon(claim, "The data broke off: " + e.failure().getMessage());
      throw e.failure();
    } catch (InterruptedException e) {
      LOG.info("Upload of image {} was cancelled", id);
      abandon(claim, "The upload was cancelled.");
      throw e;
    } catch (LaneException e) {
      abandon(claim, "The service failed.");
      throw new IllegalStateException("hashing image " + id + " failed", e);
    } catch (RuntimeException | Error e) { // whoever answers the caller logs it
      abandon(claim, "The service failed.");
      throw e;
    }
  }

  /// What no image has afterwards is removed from its store again; once it is known, where nobody
  /// knows whether the image has it, because the registry is away.
  private void complete(Uploads.Claim claim, Uploads.Stored stored, Proof proof) throws Refusal {
    try {
      uploads.complete(claim, stored);
    } catch (Refusal refusal) {
      removals.discard(claim.imageId(), stored.location(), proof);
      throw refusal;
    } finally {
      removals.over(stored.location());
      sharing.settle(claim.imageId(), proof);
    }
  }

  private Refusal refuse(Uploads.Claim claim, Refusal refusal) {
    return refuse(claim, refusal, () -> removals.workOff(claim.imageId()));
  }

  private Refusal refuse(Uploads.Claim claim, Refusal refusal, Runnable cleaning) {
    boolean gone = !abandon(claim, refusal.getMessage(), cleaning);
    return gone ? Uploads.gone(claim.imageId()) : refusal;
  }

  private void abandon(Uploads.Claim claim, String reason) {
    abandon(claim, reason, () -> removals.workOff(claim.imageId()));
  }

  /// Returns whether the image is still there, as far as is known. Never throws.
  ///
  /// @param cleaning sees to what is to be removed from stores
  private boolean abandon(Uploads.Claim claim, String reason, Runnable cleaning) {
    try {
      boolean there = uploads.abandon(claim, reason);
      cleaning.run();
      return there;
    } catch (Refusal | RegistryException e) {
      LOG.error(
          "Image {} stays {} for now: {}",
          claim.imageId(),
          claim.destination().status(),
          e.getMessage());
      leftovers.add(claim, reason);
      return true;
    }
  }

  /// Ends what goes on by itself; transfers that run go on. Closing twice does nothing.
  @Override
  public void close() {
    leftovers.close();
  }
}
