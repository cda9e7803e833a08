package dev.vitrine.backend.wire;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.Content;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads an image from an answer's body, of which the first bytes are those that are wanted.
public final class DownloadReader implements ImageReader {
  private static final int RUN_BYTES = 256 << 10;

  private final String image;
  private final Download download;
  private long leftBytes;

  /// Takes the download over.
  ///
  /// @param image for messages
  public DownloadReader(String image, Download download, long lengthBytes) {
    this.image = image;
    this.download = download;
    this.leftBytes = lengthBytes;
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    if (leftBytes == 0) {
      return null;
    }
    // When reading fails, the block is left to the garbage collector.
    ByteBuffer block = download.blocks().take(RUN_BYTES);
    block.limit((int) Math.min(RUN_BYTES, leftBytes));
    int count;
    try {
      count = download.read(block);
      leftBytes -= count;
    } catch (WireException e) {
      throw new ImageStoreException.Unavailable(
          "reading " + image + ": " + e.getMessage(), Duration.ZERO, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException.Unavailable(
          "reading " + image + ": interrupted", Duration.ZERO, e);
    }
    if (count == 0) {
      throw new ImageStoreException.Damaged(
          image + " ended " + leftBytes + " bytes before what was asked for");
    }
    return new Content.Buffer(block.flip().asReadOnlyBuffer(), download.blocks().giving(block));
  }

  @Override
  public void close() {
    download.close();
  }
}
