package dev.vitrine.backend;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What can go wrong with whole images in a store through no fault of the program. Sealed, so that
/// a caller decides about each of them. Messages are for the operator; they have no credentials.
public abstract sealed class ImageStoreException extends IOException {
  private static final long serialVersionUID = 1;

  private ImageStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// There is no such image.
  public static final class NotFound extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public NotFound(String message) {
      super(message, null);
    }
  }

  /// An image of that name is there already; it was not touched.
  public static final class Exists extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public Exists(String message) {
      super(message, null);
    }
  }

  /// There is no room: disk, pool, quota. Trying again helps only after something was freed.
  public static final class Full extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public Full(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// The store refuses: permissions, credentials, read-only.
  public static final class Denied extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public Denied(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// The store acts in somebody's name alone, and there is nobody: no caller, or one whose token is
  /// not taken (any more), and no account of the service's own that would do. The message says what
  /// helps.
  public static final class Unidentified extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public Unidentified(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// Something depends on the image, such as a clone of it; it was not touched.
  public static final class InUse extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public InUse(String message) {
      super(message, null);
    }
  }

  /// This store cannot do that at all, ever, as it is set up.
  public static final class Unsupported extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public Unsupported(String message) {
      super(message, null);
    }
  }

  /// The URI is none that this kind of store has.
  public static final class Malformed extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public Malformed(String message) {
      super(message, null);
    }
  }

  /// The image is shorter or longer than it has to be.
  public static final class Damaged extends ImageStoreException {
    private static final long serialVersionUID = 1;

    public Damaged(String message) {
      super(message, null);
    }
  }

  /// The store failed, or cannot be reached, in a way that may pass. A write or a deletion that
  /// ends in this may or may not have happened.
  public static final class Unavailable extends ImageStoreException {
    private static final long serialVersionUID = 1;
    private final Duration retryAfter;

    public Unavailable(String message, Duration retryAfter, @Nullable Throwable cause) {
      super(message, cause);
      this.retryAfter = retryAfter;
    }

    /// How long to wait before trying again is worth it.
    public Duration retryAfter() {
      return retryAfter;
    }
  }
}
