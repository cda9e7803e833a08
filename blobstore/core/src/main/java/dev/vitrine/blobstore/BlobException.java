package dev.vitrine.blobstore;

import java.io.IOException;
import java.time.Duration;

/// What can go wrong with stored bytes through no fault of the program. Sealed, so that a caller
/// decides about each of them.
public abstract sealed class BlobException extends IOException {
  private static final long serialVersionUID = 1;

  private BlobException(String message, Throwable cause) {
    super(message, cause);
  }

  private BlobException(String message) {
    super(message);
  }

  /// The named object is not there.
  public static final class NotFound extends BlobException {
    private static final long serialVersionUID = 1;

    public NotFound(String message) {
      super(message);
    }
  }

  /// The object is there and its bytes are not the ones that its name promises, or its form cannot
  /// be read.
  public static final class Corrupt extends BlobException {
    private static final long serialVersionUID = 1;

    public Corrupt(String message) {
      super(message);
    }
  }

  /// The object is whole and was written by a newer version of this program than the one that reads
  /// it.
  public static final class TooNew extends BlobException {
    private static final long serialVersionUID = 1;

    public TooNew(String message) {
      super(message);
    }
  }

  /// There is no room: disk, quota or inodes. Trying again helps only after something was freed.
  public static final class Full extends BlobException {
    private static final long serialVersionUID = 1;

    public Full(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The store refuses: permissions, read-only, a limit of the format.
  public static final class Denied extends BlobException {
    private static final long serialVersionUID = 1;

    public Denied(String message, Throwable cause) {
      super(message, cause);
    }

    public Denied(String message) {
      super(message);
    }
  }

  /// The store failed in a way that may pass. A write that ends in this may or may not have
  /// happened.
  public static final class Transient extends BlobException {
    private static final long serialVersionUID = 1;
    private final Duration retryAfter;

    public Transient(String message, Duration retryAfter, Throwable cause) {
      super(message, cause);
      this.retryAfter = retryAfter;
    }

    /// How long to wait before trying again is worth it.
    public Duration retryAfter() {
      return retryAfter;
    }
  }
}
