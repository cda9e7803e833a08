package dev.vitrine.images;

import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.catalog.Image;
import org.jspecify.annotations.Nullable;

/// An image's data, ready to be read.
///
/// @param image as it was when the download was allowed
/// @param data null when the image has no data (yet)
public record Download(Image image, @Nullable BlobReader data) {}
