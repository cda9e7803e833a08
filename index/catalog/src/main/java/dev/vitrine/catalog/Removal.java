package dev.vitrine.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Data that a store of whole images has, or may have, and that no image has: it could not be
/// removed yet, or is on its way into the store and the image does not say so yet. Immutable.
///
/// @param id unique; begins with the image's id and a `/`, by which those of an image are found
///   (older ones are bare UUID texts)
/// @param imageId the image that had it, or is to have it
/// @param since to the microsecond
public record Removal(String id, String imageId, Location location, Instant since) {

  public Removal {
    since = since.truncatedTo(ChronoUnit.MICROS);
  }
}
