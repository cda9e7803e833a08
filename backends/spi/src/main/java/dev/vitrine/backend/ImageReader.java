package dev.vitrine.backend;

import dev.vitrine.blobstore.Content;
import org.jspecify.annotations.Nullable;

/// Some bytes of one image on their way out, in order.
///
/// **Not thread-safe.** May hold a connection or a file open until it is closed. What [#next]
/// returned belongs to the caller, who closes it, and stays valid when the reader is closed.
public interface ImageReader extends AutoCloseable {

  /// The next run of bytes, or null when every byte that was asked for was returned. Holds at most
  /// a few MiB of memory at a time.
  ///
  /// Throws [ImageStoreException.Damaged] when the image ends before what was asked for: the bytes
  /// returned so far were the right ones.
  @Nullable Content next() throws ImageStoreException;

  /// Gives up what is held open. Closing twice does nothing.
  @Override
  void close();
}
