package dev.vitrine.blobstore;

/// A bug, found by a check that is never compiled out. Nobody handles it: the request that met it
/// fails, and the log says where.
public final class InvariantViolated extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InvariantViolated(String message) {
    super(message);
  }

  /// Throws unless `condition` holds. For control points, not for every byte.
  public static void unless(boolean condition, String message) {
    if (!condition) {
      throw new InvariantViolated(message);
    }
  }
}
