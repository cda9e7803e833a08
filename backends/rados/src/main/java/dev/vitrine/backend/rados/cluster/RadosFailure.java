package dev.vitrine.backend.rados.cluster;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What a cluster, or the way to it, answered instead of doing what it was asked for.
public final class RadosFailure extends IOException {
  private static final long serialVersionUID = 1;

  /// What it means to a caller.
  public enum Kind {
    NOT_FOUND,
    EXISTS,
    /// Something depends on it, or has it open.
    BUSY,
    /// There are snapshots left.
    NOT_EMPTY,
    /// The cluster, the pool or a quota is full.
    FULL,
    DENIED,
    /// What was asked for makes no sense at present, such as unprotecting what is not protected.
    INVALID,
    TIMED_OUT,
    /// The cluster does not want to hear of this connection any more; another one is needed.
    DISCONNECTED,
    /// There is no way to the cluster: no library, no configuration, no monitor, no pool.
    UNREACHABLE,
    OTHER
  }

  private final Kind kind;

  public RadosFailure(Kind kind, String message) {
    this(kind, message, null);
  }

  public RadosFailure(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
