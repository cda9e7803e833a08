package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import java.util.ArrayList;
import java.util.List;

/// What keeps blobs alive, with the store of each as far as it is known: [Image#recipes] for the
/// collector.
public final class BlobReferences {
  /// No chunk store's name: what is staged may lie in any of them.
  private static final String STAGING = "";

  private BlobReferences() {}

  /// The blobs that the image needs, staged data among them, those that are two of its locations
  /// twice.
  public static List<Location.Blob> of(Image image) {
    List<Location.Blob> blobs = new ArrayList<>();
    for (Location location : image.locations()) {
      switch (location) {
        case Location.Blob blob -> blobs.add(blob);
        case Location.External _ -> {}
      }
    }
    if (image.staged() != null) {
      blobs.add(new Location.Blob(STAGING, image.staged().recipe()));
    }
    return blobs;
  }
}
