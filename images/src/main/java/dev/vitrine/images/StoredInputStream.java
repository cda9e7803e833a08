package dev.vitrine.images;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Content;
import dev.vitrine.images.stores.StoredData;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An image's bytes one after the other, for readers that know streams. Holds no more than one
/// content open. Not thread-safe. Failures are those of the stores; an interrupted read fails, with
/// the interruption kept.
final class StoredInputStream extends InputStream {
  private final StoredData reader;
  private @Nullable Content current;
  private long at;

  StoredInputStream(StoredData reader) {
    this.reader = reader;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    Content content = current;
    while (content == null || at == content.lengthBytes()) {
      release();
      content = next();
      if (content == null) {
        return -1;
      }
      current = content;
    }
    int count = (int) Math.min(length, content.lengthBytes() - at);
    copy(content, buffer, offset, count);
    at += count;
    return count;
  }

  private void copy(Content content, byte[] buffer, int offset, int count) throws IOException {
    switch (content) {
      case Content.Buffer(ByteBuffer bytes, Runnable _) ->
          bytes.get(bytes.position() + (int) at, buffer, offset, count);
      case Content.Zeros _ -> Arrays.fill(buffer, offset, offset + count, (byte) 0);
      case Content.FileSlice slice -> {
        try {
          copy(slice, ByteBuffer.wrap(buffer, offset, count));
        } catch (IOException e) {
          slice.onUnreadable().run();
          throw e;
        }
      }
    }
  }

  private void copy(Content.FileSlice slice, ByteBuffer target) throws IOException {
    int first = target.position();
    while (target.hasRemaining()) {
      long done = (long) target.position() - first;
      if (slice.file().read(target, slice.offset() + at + done) < 0) {
        throw new BlobException.Corrupt("a stored file has become shorter");
      }
    }
  }

  private @Nullable Content next() throws IOException {
    try {
      return reader.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /// Goes on at that byte of the image, which must lie within it or at its end.
  void seek(long offset) {
    release();
    reader.seek(offset, reader.lengthBytes() - offset);
  }

  @Override
  public void close() {
    release();
    reader.close();
  }

  private void release() {
    Content content = current;
    current = null;
    at = 0;
    if (content != null) {
      content.close();
    }
  }
}
