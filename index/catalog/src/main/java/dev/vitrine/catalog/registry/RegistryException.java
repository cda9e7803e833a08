package dev.vitrine.catalog.registry;

/// The registry cannot do its work: disk full or broken, database gone, closed. Unchecked, because
/// no use case can go on without it; the request fails as unavailable.
public sealed class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RegistryException(String message, Throwable cause) {
    super(message, cause);
  }

  public RegistryException(String message) {
    super(message);
  }

  /// The commit may or may not have happened; only reading again tells.
  public static final class Ambiguous extends RegistryException {
    private static final long serialVersionUID = 1;

    public Ambiguous(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
