package dev.vitrine.fetch;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Something cannot be fetched. Sealed; the messages are for the caller: they name what the caller
/// named, and nothing that only the service can see.
public abstract sealed class FetchException extends IOException {
  private static final long serialVersionUID = 1;

  private FetchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// It may not be fetched, by the rules.
  public static final class Refused extends FetchException {
    private static final long serialVersionUID = 1;

    public Refused(String message) {
      super(message, null);
    }
  }

  /// It was asked for, and did not come, or not whole.
  public static final class Failed extends FetchException {
    private static final long serialVersionUID = 1;

    public Failed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    public Failed(String message) {
      super(message, null);
    }
  }
}
