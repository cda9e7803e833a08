package dev.vitrine.backend.s3;

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
  private final String key;
  private final long end;
  private long at;
  private @Nullable ByteBuffer ahead;
  private @Nullable String entityTag;

  private S3ImageReader(S3Bucket bucket, String key, long offset, long lengthBytes) {
    this.bucket = bucket;
    this.key = key;
    this.at = offset;
    this.end = offset + lengthBytes;
  }

  /// Has the first run already, so that what is not there is noticed now.
  static S3ImageReader open(S3Bucket bucket, String key, long offset, long lengthBytes)
      throws ImageStoreException {
    S3ImageReader reader = new S3ImageReader(bucket, key, offset, lengthBytes);
    if (lengthBytes > 0) {
      reader.ahead = reader.read();
    }
    return reader;
  }

  private ByteBuffer read() throws ImageStoreException {
    int length = (int) Math.min(RUN_BYTES, end - at);
    try {
      S3Bucket.Range range = bucket.read(key, at, length, entityTag);
      if (range.bytes().remaining() < length) {
        throw new ImageStoreException.Damaged(
            "%s in %s has only %d bytes".formatted(key, bucket, at + range.bytes().remaining()));
      }
      entityTag = range.entityTag();
      return range.bytes();
    } catch (S3Failure e) {
      throw e.ofImages();
    }
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    if (at == end) {
      return null;
    }
    ByteBuffer run = ahead;
    ahead = null;
    if (run == null) {
      run = read();
    }
    at += run.remaining();
    return new Content.Buffer(run.asReadOnlyBuffer(), () -> {});
  }

  @Override
  public void close() {
    ahead = null;
  }
}
