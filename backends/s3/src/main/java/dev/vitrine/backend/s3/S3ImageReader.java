package dev.vitrine.backend.s3;

import dev.vitrine.backend.Blocks;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.Content;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// An image out of a bucket, one call a run. So no connection is kept while a slow client takes its
/// time, and a run that fails can be asked for again. All runs are of the same object.
final class S3ImageReader implements ImageReader {

  /// Long enough that the time to ask for a run is small beside the time to send it.
  static final int RUN_BYTES = 2 << 20;

  private final S3Bucket bucket;
  private final Blocks blocks;
  private final String key;
  private final long end;
  private long at;
  private @Nullable Content ahead;
  private @Nullable String entityTag;

  private S3ImageReader(S3Bucket bucket, Blocks blocks, String key, long offset, long lengthBytes) {
    this.bucket = bucket;
    this.blocks = blocks;
    this.key = key;
    this.at = offset;
    this.end = offset + lengthBytes;
  }

  /// Has the first run already, so that what is not there is noticed now.
  ///
  /// @param blocks where runs come from, and go back to when they are closed
  static S3ImageReader open(
      S3Bucket bucket, Blocks blocks, String key, long offset, long lengthBytes)
      throws ImageStoreException {
    S3ImageReader reader = new S3ImageReader(bucket, blocks, key, offset, lengthBytes);
    if (lengthBytes > 0) {
      reader.ahead = reader.read();
    }
    return reader;
  }

  private Content read() throws ImageStoreException {
    int length = (int) Math.min(RUN_BYTES, end - at);
    // When the call fails, the block is left to the garbage collector: it may have been given up,
    // and still be written to.
    ByteBuffer block = blocks.take(RUN_BYTES).limit(length);
    try {
      S3Bucket.Range range = bucket.read(key, at, block, entityTag);
      if (range.bytes().remaining() < length) {
        throw new ImageStoreException.Damaged(
            "%s in %s has only %d bytes".formatted(key, bucket, at + range.bytes().remaining()));
      }
      entityTag = range.entityTag();
      return new Content.Buffer(range.bytes().asReadOnlyBuffer(), blocks.giving(block));
    } catch (S3Failure e) {
      throw e.ofImages();
    }
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    if (at == end) {
      return null;
    }
    Content run = ahead == null ? read() : ahead;
    ahead = null;
    at += run.lengthBytes();
    return run;
  }

  @Override
  public void close() {
    Content unread = ahead;
    ahead = null;
    if (unread != null) {
      unread.close();
    }
  }
}
