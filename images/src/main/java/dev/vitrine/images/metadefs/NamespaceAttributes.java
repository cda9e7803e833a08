package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import org.jspecify.annotations.Nullable;

/// What a caller wants a namespace to be, apart from what is in it.
///
/// @param visibility null where the caller did not say it
/// @param owner null where the caller did not say it
public record NamespaceAttributes(
    String name,
    @Nullable String displayName,
    @Nullable String description,
    @Nullable NamespaceVisibility visibility,
    boolean isProtected,
    @Nullable String owner) {}
