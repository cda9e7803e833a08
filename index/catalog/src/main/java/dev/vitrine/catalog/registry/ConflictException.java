package dev.vitrine.catalog.registry;

/// A commit's expectation did not hold: somebody else was faster. Nothing was written; the caller
/// reads again and decides anew.
public final class ConflictException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Key key;

  public ConflictException(Key key) {
    super("changed meanwhile: " + key);
    this.key = key;
  }

  /// The first key whose revision was not the expected one.
  public Key key() {
    return key;
  }
}
