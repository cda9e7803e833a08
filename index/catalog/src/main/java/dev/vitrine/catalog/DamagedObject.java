package dev.vitrine.catalog;

import java.time.Instant;
import java.util.List;

/// An object of a chunk store that is lost or damaged while images need it. Immutable.
///
/// @param store the chunk store's name
/// @param path the object's path in it, such as `chunks/ab/ab…`
/// @param reason what is wrong, for people
/// @param images ids of images that need it, at most [#MOST_IMAGES]
/// @param imageCount how many images need it
public record DamagedObject(
    String store,
    String path,
    String reason,
    Instant foundAt,
    List<String> images,
    long imageCount) {
  /// Enough to begin with; the rest of a widely shared chunk's images would make the record huge.
  public static final int MOST_IMAGES = 100;

  public DamagedObject {
    images = List.copyOf(images);
  }
}
