package dev.vitrine.backend;

import dev.vitrine.blobstore.Slice;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// One image on its way in: three verbs, one owner.
///
/// **Not thread-safe**: one thread writes and ends it. Exactly one of [#commit] and [#cancel] ends
/// it. Until [#commit] returned, nobody takes what is there for an image.
///
/// **Back-pressure**: [#write] blocks while the store cannot take more. Memory is bounded by what
/// the store's options say (a part and those in flight), however long the image is and whether or
/// not its length was announced.
public interface ImageWriter {

  /// Where the image will be. Known before its first byte, so that it can be written down: whatever
  /// becomes of this writer and of its process, [ImageStore#delete] of this URI leaves nothing.
  ImageUri uri();

  /// Appends the slice's bytes; takes over the caller's reference, also when it throws.
  void write(Slice slice) throws ImageStoreException, InterruptedException;

  /// Ends the image. When this returns, the image is whole and durable as far as the store can say.
  /// When it throws, the writer is cancelled.
  ///
  /// Throws [ImageStoreException.Damaged] when the length was announced and is another.
  Written commit() throws ImageStoreException, InterruptedException;

  /// Gives up and removes what was written. Idempotent, also after [#commit] failed; never throws.
  void cancel();

  /// An image that is in the store.
  ///
  /// @param metadata what readers beside us may want to know, for the image's location
  record Written(ImageUri uri, long lengthBytes, Map<String, String> metadata) {
    public Written {
      metadata = Map.copyOf(metadata);
    }
  }

  /// What is announced about an image before its first byte.
  ///
  /// @param imageId the name that it gets in the store
  /// @param lengthBytes the length that it will have; empty when that is not known yet
  /// @param owner the project whose image it is; empty when it is nobody's. Of use where images lie
  ///   in accounts and no caller says which
  record Announced(String imageId, OptionalLong lengthBytes, Optional<String> owner) {
    public Announced {
      if (imageId.isEmpty() || imageId.indexOf('/') >= 0 || imageId.startsWith(".")) {
        throw new IllegalArgumentException("no name for an image: '" + imageId + "'");
      }
    }

    /// An image of which it does not matter whose it is.
    public Announced(String imageId, OptionalLong lengthBytes) {
      this(imageId, lengthBytes, Optional.empty());
    }
  }
}
