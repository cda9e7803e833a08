package dev.vitrine.catalog.registry;

/// The registry cannot do its work: disk full or broken, database gone, overloaded, closed. A
/// commit that failed with it wrote nothing, except where it is [Ambiguous]. Unchecked, because no
/// use case can go on without it; the request fails as unavailable.
public sealed class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public RegistryException(String message, Throwable cause) {
    super(message, cause);
  }

  public RegistryException(String message) {
    super(message);
  }

  /// The commit may or may not have happened; only reading again tells, once the registry is well.
  public static final class Ambiguous extends RegistryException {
    private static final long serialVersionUID = 1;

    public Ambiguous(String message, Throwable cause) {
      super(message, cause);
    }

    public Ambiguous(String message) {
      super(message);
    }
  }

  /// Commits that were acknowledged are not there any more. Nothing was changed.
  public static final class LostCommits extends RegistryException {
    private static final long serialVersionUID = 1;

    /// @param head the last revision that can be read
    /// @param acknowledged the last one that somebody was told of
    public LostCommits(long head, long acknowledged) {
      super(
          "it is damaged: its log ends with commit %,d, and commits up to %,d were acknowledged"
              .formatted(head, acknowledged));
    }

    /// The same in the words of whoever tried what.
    public LostCommits(String what, LostCommits cause) {
      super(what + ": " + cause.getMessage(), cause);
    }
  }

  /// A record is there but cannot be understood: damaged, or written by a later version.
  public static final class Unreadable extends RegistryException {
    private static final long serialVersionUID = 1;
    private final transient Key key;

    public Unreadable(Key key, String reason) {
      super("record " + key + " cannot be read: " + reason);
      this.key = key;
    }

    public Unreadable(Key key, String reason, Throwable cause) {
      super("record " + key + " cannot be read: " + reason, cause);
      this.key = key;
    }

    public Key key() {
      return key;
    }
  }
}
