package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A run of bytes on its way out, in the form that costs least to send. Whoever holds it closes it,
/// once, when the bytes were sent or are no longer wanted; until then they stay valid.
public sealed interface Content extends AutoCloseable {
  long lengthBytes();

  @Override
  void close();

  /// A part of this content, in its place: whoever has the part closes that, and nothing else.
  default Content part(long offset, int lengthBytes) {
    return switch (this) {
      case FileSlice slice ->
          new FileSlice(
              slice.file, slice.offset + offset, lengthBytes, slice.onClose, slice.onUnreadable);
      case Buffer buffer ->
          new Buffer(
              buffer.bytes.slice(buffer.bytes.position() + (int) offset, lengthBytes),
              buffer.onClose);
      case Zeros _ -> new Zeros(lengthBytes);
    };
  }

  /// Bytes of an open file, for sendfile. The channel is shared: use positions, never move its own.
  ///
  /// @param onUnreadable to be called by whoever finds that the file does not give the bytes; on
  ///   any thread, also after [#close]
  record FileSlice(
      FileChannel file, long offset, long lengthBytes, Runnable onClose, Runnable onUnreadable)
      implements Content {

    public FileSlice(FileChannel file, long offset, long lengthBytes, Runnable onClose) {
      this(file, offset, lengthBytes, onClose, () -> {});
    }

    @Override
    public void close() {
      onClose.run();
    }
  }

  /// Bytes in memory: the remaining bytes of a read-only buffer.
  record Buffer(ByteBuffer bytes, Runnable onClose) implements Content {
    /// What is to be done for memory that the garbage collector owns: nothing.
    private enum Unowned implements Runnable {
      NOTHING;

      @Override
      public void run() {}
    }

    /// Bytes in memory that the garbage collector owns.
    public static Buffer unowned(ByteBuffer bytes) {
      return new Buffer(bytes.asReadOnlyBuffer(), Unowned.NOTHING);
    }

    /// Whether the bytes stay valid when this is closed.
    boolean isUnowned() {
      return onClose instanceof Unowned;
    }

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
