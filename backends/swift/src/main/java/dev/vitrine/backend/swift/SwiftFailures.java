package dev.vitrine.backend.swift;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.wire.WireException;
import dev.vitrine.blobstore.BlobException;
import java.io.IOException;
import java.time.Duration;

/// What Swift's refusals, and its silence, mean for images and for small objects.
final class SwiftFailures {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private SwiftFailures() {}

  /// What the statuses have in common, whatever was asked for.
  private enum Meaning {
    ABSENT,
    EXISTS,
    FULL,
    DENIED,
    PASSING;

    static Meaning of(int status) {
      return switch (status) {
        case 404, 410 -> ABSENT;
        case 409, 412 -> EXISTS;
        case 413, 507 -> FULL;
        case 408, 425, 429, 498 -> PASSING;
        case 501 -> DENIED;
        default -> status >= 500 ? PASSING : DENIED;
      };
    }
  }

  /// @param doing for messages, as in "reading … in container …"
  static ImageStoreException ofImage(String doing, int status) {
    String message = doing + ": " + status;
    return switch (Meaning.of(status)) {
      case ABSENT -> new ImageStoreException.NotFound(message);
      case EXISTS -> new ImageStoreException.Exists(message);
      case FULL -> new ImageStoreException.Full(message, null);
      case DENIED -> new ImageStoreException.Denied(message, null);
      case PASSING -> new ImageStoreException.Unavailable(message, RETRY_AFTER, null);
    };
  }

  /// @param failure what the client threw
  static ImageStoreException ofImage(String doing, IOException failure) {
    return switch (failure) {
      case ImageStoreException known -> known;
      case LoginRefused refused ->
          new ImageStoreException.Denied(String.valueOf(refused.getMessage()), refused);
      case NobodyToActFor nobody ->
          new ImageStoreException.Unidentified(doing + ": " + nobody.getMessage(), nobody);
      default ->
          new ImageStoreException.Unavailable(
              doing + ": " + failure.getMessage(), RETRY_AFTER, failure);
    };
  }

  static BlobException ofBlob(String doing, int status) {
    String message = doing + ": " + status;
    IOException cause = new WireException("status " + status, null);
    return switch (Meaning.of(status)) {
      case ABSENT -> new BlobException.NotFound(message);
      case EXISTS, DENIED -> new BlobException.Denied(message, cause);
      case FULL -> new BlobException.Full(message, cause);
      case PASSING -> new BlobException.Transient(message, RETRY_AFTER, cause);
    };
  }

  static BlobException ofBlob(String doing, IOException failure) {
    return switch (failure) {
      case BlobException known -> known;
      case LoginRefused refused ->
          new BlobException.Denied(String.valueOf(refused.getMessage()), refused);
      default ->
          new BlobException.Transient(doing + ": " + failure.getMessage(), RETRY_AFTER, failure);
    };
  }
}
