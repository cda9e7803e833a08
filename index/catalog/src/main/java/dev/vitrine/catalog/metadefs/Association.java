package dev.vitrine.catalog.metadefs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A namespace applies to a kind of resource. Times are cut to the microsecond.
///
/// @param resourceType such as `OS::Glance::Image`
/// @param prefix what comes before the names of the namespace's properties on such a resource, its
///   separator included; null for nothing
/// @param propertiesTarget which of the resource's maps the properties go to; null for the usual
///   one
public record Association(
    String resourceType,
    @Nullable String prefix,
    @Nullable String propertiesTarget,
    Instant createdAt,
    Instant updatedAt) {
  public Association {
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
