package dev.vitrine.catalog.query;

/// One key of an order. Nulls are lowest; text orders by code point; times by the microsecond.
public record Sort(Field field, boolean ascending) {

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
