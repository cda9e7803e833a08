package dev.vitrine.images;

import dev.vitrine.blobstore.BlobException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a failure of the chunk store means to a caller, and to the log. The caller learns what to
/// do; the details, which name files and hosts, are for the operator.
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

  private static String details(BlobException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure + " (" + cause + ")";
  }
}
