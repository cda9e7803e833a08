package dev.vitrine.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Who does what the name says, now. See [Leases] for what holds because of it. Immutable.
///
/// @param name what is done, such as `upload/<image id>`
/// @param holder the incarnation that does it: one run of one process
/// @param purpose for a person who reads the record
/// @param takenAt to the microsecond; for a person too, nothing is decided by it
public record Lease(String name, String holder, String purpose, Instant takenAt) {

  public Lease {
    takenAt = takenAt.truncatedTo(ChronoUnit.MICROS);
  }
}
