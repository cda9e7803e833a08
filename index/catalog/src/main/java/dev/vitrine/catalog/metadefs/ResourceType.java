package dev.vitrine.catalog.metadefs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A kind of resource that namespaces apply to. It comes with its first association and stays when
/// that goes. Times are cut to the microsecond.
public record ResourceType(String name, Instant createdAt, Instant updatedAt) {
  public ResourceType {
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
