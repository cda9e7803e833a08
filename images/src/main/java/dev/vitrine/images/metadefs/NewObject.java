package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.PropertyDefinition;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// An object as a caller wants it to be.
public record NewObject(
    String name,
    @Nullable String description,
    List<String> required,
    SequencedMap<String, PropertyDefinition> properties) {}
