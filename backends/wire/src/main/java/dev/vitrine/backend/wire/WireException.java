package dev.vitrine.backend.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A request got no whole answer: no connection, none within the limits, one that was cut. What was
/// asked for may or may not have happened. Messages have no credentials.
public final class WireException extends IOException {
  private static final long serialVersionUID = 1;

  public WireException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// Of a wait on a socket, which an interrupted thread ends with a failure.
  static WireException unlessInterrupted(IOException failure) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return of(failure);
  }

  static WireException of(Throwable failure) {
    if (failure instanceof WireException known) {
      return known;
    }
    String message = failure.getMessage();
    return new WireException(
        message == null ? failure.getClass().getSimpleName() : message, failure);
  }
}
