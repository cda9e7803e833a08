package dev.vitrine.images;

import dev.vitrine.blobstore.Digest;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Versioned;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// What the images amount to, as of one moment.
///
/// @param images all of them
/// @param withData those that have data
/// @param logicalBytes the sum of their sizes: what they would take if nothing were shared
/// @param recipes what chunk stores must hold, see [Image#blobs]
public record ImageStatistics(long images, long withData, long logicalBytes, List<Digest> recipes) {
  public ImageStatistics {
    recipes = List.copyOf(recipes);
  }

  /// Reads every record.
  public static ImageStatistics of(Catalog catalog) {
    long images = 0;
    long withData = 0;
    long logicalBytes = 0;
    List<Digest> recipes = new ArrayList<>();
    try (Stream<Versioned<Image>> all = catalog.allImages()) {
      for (Iterator<Versioned<Image>> each = all.iterator(); each.hasNext(); ) {
        Image image = each.next().value();
        images++;
        image.blobs().forEach(blob -> recipes.add(Digest.fromHex(blob.recipe())));
        if (!image.locations().isEmpty()) {
          withData++;
          logicalBytes += image.sizeBytes() == null ? 0 : image.sizeBytes();
        }
      }
    }
    return new ImageStatistics(images, withData, logicalBytes, recipes);
  }
}
