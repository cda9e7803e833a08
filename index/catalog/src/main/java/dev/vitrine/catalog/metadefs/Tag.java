package dev.vitrine.catalog.metadefs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A word that a namespace offers. Times are cut to the microsecond; no two tags of a namespace
/// were created at the same one.
public record Tag(String name, Instant createdAt, Instant updatedAt) {
  public Tag {
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
