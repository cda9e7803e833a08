package dev.vitrine.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A project with which an image is shared. Immutable.
///
/// @param project the id of the project, as the owner wrote it
/// @param createdAt to the microsecond
public record Member(
    String imageId, String project, MemberStatus status, Instant createdAt, Instant updatedAt) {

  public Member {
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
  }

  /// The same member after its answer.
  public Member answered(MemberStatus answer, Instant at) {
    return new Member(imageId, project, answer, createdAt, at);
  }
}
