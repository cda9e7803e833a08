package dev.vitrine.backend.http;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.Content;
import dev.vitrine.fetch.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The bytes of one answer. Its connection is open until the last of them was read, or until it is
/// closed.
final class HttpImageReader implements ImageReader {
  private static final int RUN_BYTES = 256 << 10;

  private final WebAddress image;
  private final Fetched answer;
  private long skipBytes;
  private long leftBytes;

  /// Takes the answer over.
  ///
  /// @param skipBytes how much of its body comes before what was asked for
  HttpImageReader(WebAddress image, Fetched answer, long skipBytes, long lengthBytes) {
    this.image = image;
    this.answer = answer;
    this.skipBytes = skipBytes;
    this.leftBytes = lengthBytes;
  }

  /// Reads no bytes.
  static ImageReader ofNothing() {
    return new ImageReader() {
      @Override
      public @Nullable Content next() {
        return null;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    if (leftBytes == 0) {
      return null;
    }
    try {
      skip();
      byte[] run = new byte[(int) Math.min(RUN_BYTES, leftBytes)];
      int count = answer.body().readNBytes(run, 0, run.length);
      if (count == 0) {
        throw new ImageStoreException.Damaged(
            image + " ended " + leftBytes + " bytes before what was asked for");
      }
      leftBytes -= count;
      if (leftBytes == 0) {
        answer.close();
      }
      return Content.Buffer.unowned(ByteBuffer.wrap(run, 0, count));
    } catch (ImageStoreException e) {
      throw e;
    } catch (IOException e) {
      throw new ImageStoreException.Unavailable(
          image + " broke off: " + e.getMessage(), Duration.ZERO, e);
    }
  }

  private void skip() throws IOException {
    InputStream body = answer.body();
    byte[] dropped = new byte[(int) Math.min(RUN_BYTES, skipBytes)];
    while (skipBytes > 0) {
      int count = body.read(dropped, 0, (int) Math.min(dropped.length, skipBytes));
      if (count < 0) {
        throw new ImageStoreException.Damaged(image + " is shorter than what is asked for");
      }
      skipBytes -= count;
    }
  }

  @Override
  public void close() {
    answer.close();
  }
}
