package dev.vitrine.catalog.query;

/// The index did not reach the wanted revision in time; the caller may try again.
public final class IndexBehindException extends Exception {
  private static final long serialVersionUID = 1;

  public IndexBehindException(long wanted, long reached) {
    super("the index stands at revision " + reached + ", wanted " + wanted);
  }
}
