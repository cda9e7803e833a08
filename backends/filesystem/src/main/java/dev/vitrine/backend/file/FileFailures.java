package dev.vitrine.backend.file;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.filesystem.FileErrors;
import dev.vitrine.blobstore.BlobException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/// Says what an [IOException] of a file system means to a store of whole images.
final class FileFailures {
  private FileFailures() {}

  /// @param doing what was tried, for people
  /// @param folder a folder of the file system in question
  static ImageStoreException translate(String doing, Path folder, IOException failure) {
    return switch (failure) {
      case ImageStoreException known -> known;
      case NoSuchFileException gone ->
          new ImageStoreException.NotFound(doing + ": there is no " + gone.getFile());
      default ->
          switch (FileErrors.translate(doing, folder, failure)) {
            case BlobException.Full full -> new ImageStoreException.Full(text(full), failure);
            case BlobException.Denied denied ->
                new ImageStoreException.Denied(text(denied), failure);
            case BlobException.Transient passing ->
                new ImageStoreException.Unavailable(text(passing), passing.retryAfter(), failure);
            case BlobException other ->
                new ImageStoreException.Unavailable(text(other), Duration.ZERO, failure);
          };
    };
  }

  private static String text(BlobException failure) {
    return String.valueOf(failure.getMessage());
  }
}
