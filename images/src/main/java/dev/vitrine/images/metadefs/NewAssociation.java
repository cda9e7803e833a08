package dev.vitrine.images.metadefs;

import org.jspecify.annotations.Nullable;

/// An association that a caller wants.
public record NewAssociation(
    String resourceType, @Nullable String prefix, @Nullable String propertiesTarget) {}
