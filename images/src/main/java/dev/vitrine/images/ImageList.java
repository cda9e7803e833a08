package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of images.
///
/// @param nextMarker id to continue after; null when the page was not full
public record ImageList(List<Image> images, @Nullable String nextMarker) {}
