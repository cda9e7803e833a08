package dev.vitrine.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// An image was here: its id is taken for ever. Immutable.
///
/// @param deletedAt to the microsecond
public record Tombstone(String imageId, Instant deletedAt) {

  public Tombstone {
    deletedAt = deletedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
