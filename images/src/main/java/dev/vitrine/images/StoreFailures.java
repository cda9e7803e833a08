package dev.vitrine.images;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Store;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a failure of a store means to a caller, and to the log. The caller learns what to do; the
/// details, which name files and hosts, are for the operator.
final class StoreFailures {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFailures.class);

  private StoreFailures() {}

  static Refusal whileWriting(String imageId, BlobException failure) {
    LOG.warn("The store did not take the data of image {}: {}", imageId, details(failure));
    return switch (failure) {
      case BlobException.Full _ ->
          new Refusal.TooLarge(
              "There is no space left in the store for the data of image " + imageId + ".");
      case BlobException.Denied _ ->
          new Refusal.Unavailable("The store does not accept data at present.");
      case BlobException.Transient _,
          BlobException.NotFound _,
          BlobException.Corrupt _,
          BlobException.TooNew _ ->
          new Refusal.Unavailable("The store failed while it took the data; try again.");
    };
  }

  /// Lost data is answered as a failure, never as an image without data: a client that is told
  /// "nothing here" for an active image would take it for an empty one.
  static Refusal whileReading(String imageId, BlobException failure) {
    return switch (failure) {
      case BlobException.NotFound _, BlobException.Corrupt _, BlobException.TooNew _ -> {
        LOG.error("The data of image {} cannot be read: {}", imageId, details(failure));
        yield new Refusal.Unavailable(
            "The data of image " + imageId + " is lost or damaged in the store.");
      }
      case BlobException.Full _, BlobException.Denied _, BlobException.Transient _ -> {
        LOG.warn("The store did not open the data of image {}: {}", imageId, details(failure));
        yield new Refusal.Unavailable("The store cannot be read at present; try again.");
      }
    };
  }

  /// @param store whose failure it is
  /// @param actor in whose name data was brought there
  static Refusal whileWriting(
      String imageId, ImageStoreException failure, Store store, Actor actor) {
    LOG.warn("The store did not take the data of image {}: {}", imageId, details(failure));
    return switch (failure) {
      case ImageStoreException.Full _ ->
          new Refusal.TooLarge(
              "There is no space left in the store for the data of image " + imageId + ".");
      case ImageStoreException.Denied _ ->
          isByRightOf(actor, store)
              ? new Refusal.Forbidden("The store does not let you write to your account there.")
              : new Refusal.Unavailable("The store does not accept data at present.");
      case ImageStoreException.Unidentified _ -> unidentified();
      case ImageStoreException.Unsupported _ ->
          new Refusal.Gone("Error in store configuration. Adding images to store is disabled.");
      case ImageStoreException.Exists _, ImageStoreException.InUse _ ->
          new Refusal.Conflict("The store has data of image " + imageId + " already.");
      case ImageStoreException.Damaged _ ->
          new Refusal.Invalid("The data does not have the declared length.");
      case ImageStoreException.NotFound _,
          ImageStoreException.Malformed _,
          ImageStoreException.Unavailable _ ->
          new Refusal.Unavailable("The store failed while it took the data; try again.");
    };
  }

  static Refusal whileReading(String imageId, ImageStoreException failure) {
    return switch (failure) {
      case ImageStoreException.NotFound _,
          ImageStoreException.Damaged _,
          ImageStoreException.Malformed _ -> {
        LOG.error("The data of image {} cannot be read: {}", imageId, details(failure));
        yield new Refusal.Unavailable(
            "The data of image " + imageId + " is lost or damaged in the store.");
      }
      case ImageStoreException.Denied _ -> {
        LOG.warn("The store did not open the data of image {}: {}", imageId, details(failure));
        yield new Refusal.Forbidden("The store refuses to give the data of image " + imageId + ".");
      }
      case ImageStoreException.Unidentified _ -> {
        LOG.warn("The store did not open the data of image {}: {}", imageId, details(failure));
        yield unidentified();
      }
      case ImageStoreException.Full _,
          ImageStoreException.Exists _,
          ImageStoreException.InUse _,
          ImageStoreException.Unsupported _,
          ImageStoreException.Unavailable _ -> {
        LOG.warn("The store did not open the data of image {}: {}", imageId, details(failure));
        yield new Refusal.Unavailable("The store cannot be read at present; try again.");
      }
    };
  }

  /// Whether it is the caller who lacks the right, and not the service that lacks credentials.
  private static boolean isByRightOf(Actor actor, Store store) {
    return actor instanceof Actor.Caller
        && store.backing() instanceof Store.Whole whole
        && whole.images().capabilities().inAccounts();
  }

  private static Refusal unidentified() {
    return new Refusal.Forbidden(
        "The store has images in the accounts of their owners, and needs a token of Keystone's that"
            + " is still valid to act by.");
  }

  private static String details(IOException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure + " (" + cause + ")";
  }
}
