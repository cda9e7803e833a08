package dev.vitrine.formats.disk;

import java.io.IOException;

/// The bytes of an image, to be read anywhere. Cheapest where each read begins at the end of the
/// one before. Not thread-safe.
public interface ImageBytes {
  long lengthBytes();

  /// Reads all of the range into `into`.
  ///
  /// @param offset at least 0; the range ends within the image
  void read(long offset, byte[] into, int at, int count) throws IOException;
}
