package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.Namespace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a list.
///
/// @param nextMarker where the next page begins; null when this one is not full
public record NamespacePage(List<Namespace> namespaces, @Nullable String nextMarker) {}
