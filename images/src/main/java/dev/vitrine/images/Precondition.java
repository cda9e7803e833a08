package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.images.access.Refusal;

/// What a caller expects of an image before it is changed, so that nobody undoes unseen what others
/// did. Asked when everything else allows the change, in the transaction that makes it.
@FunctionalInterface
public interface Precondition {
  /// The caller takes the image as it is.
  Precondition NONE = _ -> true;

  /// Whether the image is still what the caller takes it for.
  boolean holds(Image image);

  default void require(Image image) throws Refusal.Stale {
    if (!holds(image)) {
      throw new Refusal.Stale("Image " + image.id() + " was changed meanwhile; show it again.");
    }
  }
}
