package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.images.stores.StoredData;
import org.jspecify.annotations.Nullable;

/// An image's data, ready to be read.
///
/// @param image as it was when the download was allowed
/// @param data null when the image has no data (yet); whoever has it closes it
public record Download(Image image, @Nullable StoredData data) {}
