package dev.vitrine.images.ingest;

import java.nio.ByteBuffer;
import java.util.List;

/// Sees the bytes of one upload, all of them, in order. Called by one thread at a time, each time
/// perhaps by another; what one call wrote the next one sees.
@FunctionalInterface
public interface Lane {

  /// Takes in the remaining bytes, which are valid only during the call. What it throws ends the
  /// upload.
  void accept(ByteBuffer bytes);

  /// Takes in several buffers, as by [#accept] one after the other.
  default void acceptAll(List<ByteBuffer> run) {
    run.forEach(this::accept);
  }

  /// Nothing more waits at the moment; perhaps nothing more comes. Must not throw.
  default void pause() {}
}
