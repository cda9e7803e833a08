package dev.vitrine.catalog.transfer;

/// A file that is no exported catalogue, or not a whole and unaltered one, or a newer one than this
/// program knows.
public final class DamagedCatalogueException extends Exception {
  private static final long serialVersionUID = 1;

  public DamagedCatalogueException(String message) {
    super(message);
  }

  public DamagedCatalogueException(String message, Throwable cause) {
    super(message, cause);
  }
}
