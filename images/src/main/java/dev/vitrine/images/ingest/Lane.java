package dev.vitrine.images.ingest;

import java.nio.ByteBuffer;

/// Sees the bytes of one upload, all of them, in order. Called by one thread at a time, each time
/// perhaps by another; what one call wrote the next one sees.
@FunctionalInterface
public interface Lane {

  /// Takes in the remaining bytes, which are valid only during the call. What it throws ends the
  /// upload.
  void accept(ByteBuffer bytes);
}
