package dev.vitrine.catalog.query;

/// The index did not reach the wanted revision in time, or its files fail and it is mending itself;
/// the caller may try again.
public final class IndexBehindException extends Exception {
  private static final long serialVersionUID = 1;

  public IndexBehindException(long wanted, long reached) {
    super("the index stands at revision " + reached + ", wanted " + wanted);
  }

  /// The index cannot answer at all for now, and says why.
  public IndexBehindException(String message, Throwable cause) {
    super(message, cause);
  }
}
