package dev.vitrine.catalog.query;

/// One key of an order. Nulls are lowest; text orders by its first [#COMPARED_CODE_POINTS] code
/// points; times by the microsecond.
public record Sort(Field field, boolean ascending) {

  /// Longer texts that begin alike are equal to this key. Four times the longest name that the API
  /// accepts, and few enough for an index that keeps the text of each image at hand.
  public static final int COMPARED_CODE_POINTS = 1024;

  public enum Field {
    NAME,
    STATUS,
    CONTAINER_FORMAT,
    DISK_FORMAT,
    SIZE,
    ID,
    CREATED_AT,
    UPDATED_AT
  }
}
