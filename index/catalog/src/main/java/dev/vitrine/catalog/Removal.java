package dev.vitrine.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Data that no image has any more and that could not be removed from its store yet. Immutable.
///
/// @param id unique; UUID text
/// @param imageId the image that had it
/// @param since to the microsecond
public record Removal(String id, String imageId, Location location, Instant since) {

  public Removal {
    since = since.truncatedTo(ChronoUnit.MICROS);
  }
}
