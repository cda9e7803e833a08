package dev.vitrine.backend.rados;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.rados.cluster.RadosFailure;
import java.time.Duration;

/// Says what a cluster's failure means to a store of whole images.
final class RbdFailures {
  /// A cluster that fails over takes some seconds.
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private RbdFailures() {}

  static ImageStoreException translate(RadosFailure failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case NOT_FOUND -> new ImageStoreException.NotFound(message);
      case EXISTS -> new ImageStoreException.Exists(message);
      case BUSY, NOT_EMPTY -> new ImageStoreException.InUse(message);
      case FULL -> new ImageStoreException.Full(message, failure);
      case DENIED -> new ImageStoreException.Denied(message, failure);
      case INVALID, TIMED_OUT, DISCONNECTED, UNREACHABLE, OTHER ->
          new ImageStoreException.Unavailable(message, RETRY_AFTER, failure);
    };
  }
}
