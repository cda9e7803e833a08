package dev.vitrine.images;

import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// What the images amount to, as of one moment.
///
/// @param images all of them
/// @param withData those that have data
/// @param logicalBytes the sum of their sizes: what they would take if nothing were shared
/// @param blobs what chunk stores must hold, see [Image#blobs]
public record ImageStatistics(
    long images, long withData, long logicalBytes, List<Location.Blob> blobs) {
  public ImageStatistics {
    blobs = List.copyOf(blobs);
  }

  /// The recipes of the blobs that are looked for in that chunk store.
  public List<Digest> recipes(Stores stores, BlobStore store) {
    Store.Backing wanted = new Store.Chunks(store);
    return blobs.stream()
        .filter(blob -> stores.of(blob).filter(it -> it.backing().equals(wanted)).isPresent())
        .map(blob -> Digest.fromHex(blob.recipe()))
        .toList();
  }

  /// Reads every record.
  public static ImageStatistics of(Catalog catalog) {
    long images = 0;
    long withData = 0;
    long logicalBytes = 0;
    List<Location.Blob> blobs = new ArrayList<>();
    try (Stream<Versioned<Image>> all = catalog.allImages()) {
      for (Iterator<Versioned<Image>> each = all.iterator(); each.hasNext(); ) {
        Image image = each.next().value();
        images++;
        blobs.addAll(image.blobs());
        if (!image.locations().isEmpty()) {
          withData++;
          logicalBytes += image.sizeBytes() == null ? 0 : image.sizeBytes();
        }
      }
    }
    return new ImageStatistics(images, withData, logicalBytes, blobs);
  }
}
