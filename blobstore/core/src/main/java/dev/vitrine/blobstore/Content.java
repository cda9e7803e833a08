package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A run of bytes on its way out, in the form that costs least to send. Whoever holds it closes it,
/// once, when the bytes were sent or are no longer wanted; until then they stay valid.
public sealed interface Content extends AutoCloseable {
  long lengthBytes();

  @Override
  void close();

  /// Bytes of an open file, for sendfile. The channel is shared: use positions, never move its own.
  record FileSlice(FileChannel file, long offset, long lengthBytes, Runnable onClose)
      implements Content {
    @Override
    public void close() {
      onClose.run();
    }
  }

  /// Bytes in memory: the remaining bytes of a read-only buffer.
  record Buffer(ByteBuffer bytes, Runnable onClose) implements Content {
    @Override
    public long lengthBytes() {
      return bytes.remaining();
    }

    @Override
    public void close() {
      onClose.run();
    }
  }

  /// Zeros that were never stored.
  record Zeros(long lengthBytes) implements Content {
    @Override
    public void close() {}
  }
}
