package dev.vitrine.images.access;

import java.util.Objects;

/// The service says no: to this caller, about this image, now. Sealed; one table in the API turns
/// each kind into a status. The message is for the caller and names what is wrong.
public abstract sealed class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private Refusal(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /// There is no such thing, or the caller may not know of it.
  public static final class NotFound extends Refusal {
    private static final long serialVersionUID = 1;
    private final boolean withheld;

    public NotFound(String message) {
      this(message, false);
    }

    NotFound(String message, boolean withheld) {
      super(message);
      this.withheld = withheld;
    }

    /// Whether there is such a thing, and the caller may not know of it. For the operator alone.
    public boolean isWithheld() {
      return withheld;
    }
  }

  /// The caller may not do this.
  public static final class Forbidden extends Refusal {
    private static final long serialVersionUID = 1;

    public Forbidden(String message) {
      super(message);
    }
  }

  /// What was sent makes no sense.
  public static final class Invalid extends Refusal {
    private static final long serialVersionUID = 1;

    public Invalid(String message) {
      super(message);
    }
  }

  /// The state that the request needs is not the state that is.
  public static final class Conflict extends Refusal {
    private static final long serialVersionUID = 1;

    public Conflict(String message) {
      super(message);
    }
  }

  /// The image is not what the caller took it for, by the caller's own words.
  public static final class Stale extends Refusal {
    private static final long serialVersionUID = 1;

    public Stale(String message) {
      super(message);
    }
  }

  /// The image went away while the request ran.
  public static final class Gone extends Refusal {
    private static final long serialVersionUID = 1;

    public Gone(String message) {
      super(message);
    }
  }

  /// More than a limit, a quota or the disk allows.
  public static final class TooLarge extends Refusal {
    private static final long serialVersionUID = 1;

    public TooLarge(String message) {
      super(message);
    }
  }

  /// The data is not of the format that the image declares.
  public static final class WrongFormat extends Refusal {
    private static final long serialVersionUID = 1;

    public WrongFormat(String message) {
      super(message);
    }
  }

  /// The caller does too much at a time; later it may go on.
  public static final class TooMany extends Refusal {
    private static final long serialVersionUID = 1;
    private final int retryAfterSeconds;

    public TooMany(String message, int retryAfterSeconds) {
      super(message);
      this.retryAfterSeconds = retryAfterSeconds;
    }

    public int retryAfterSeconds() {
      return retryAfterSeconds;
    }
  }

  /// A store or the registry cannot answer now; later it may.
  public static final class Unavailable extends Refusal {
    private static final long serialVersionUID = 1;

    public Unavailable(String message) {
      super(message);
    }
  }
}
