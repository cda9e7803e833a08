package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.PropertyDefinition;
import org.jspecify.annotations.Nullable;

/// What one definition says about a property.
///
/// @param namespace where the definition is
/// @param object the object of the namespace that has it; null for the namespace itself
public record DefinedProperty(
    String namespace, @Nullable String object, PropertyDefinition definition) {}
