package dev.vitrine.catalog.metadefs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Properties that belong together. They are the object's own: a property of the namespace may have
/// the same name. Immutable; times are cut to the microsecond.
///
/// @param required names of the properties that such an object must have
public record ObjectDefinition(
    String name,
    @Nullable String description,
    List<String> required,
    SequencedMap<String, PropertyDefinition> properties,
    Instant createdAt,
    Instant updatedAt) {
  public ObjectDefinition {
    required = List.copyOf(required);
    properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
  }
}
