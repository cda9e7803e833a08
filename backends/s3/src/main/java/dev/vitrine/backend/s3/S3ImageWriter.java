package dev.vitrine.backend.s3;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.blobstore.Slice;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One image on its way into a bucket. A part leaves when it is full; what fits into the first one
/// goes as a whole, at the end.
final class S3ImageWriter implements ImageWriter {
  private static final Logger LOG = LoggerFactory.getLogger(S3ImageWriter.class);

  private final S3Bucket bucket;
  private final UploadCalls calls;
  private final PartMemory memory;
  private final S3UploadOptions sizes;
  private final Announced image;
  private final ImageUri uri;
  private @Nullable PartBuffer filling;
  private @Nullable MultipartUpload parts;
  private long at;

  /// Whether there may be an object by now.
  private boolean named;

  private boolean ended;

  S3ImageWriter(
      S3Bucket bucket,
      UploadCalls calls,
      PartMemory memory,
      S3UploadOptions sizes,
      Announced image) {
    this.bucket = bucket;
    this.calls = calls;
    this.memory = memory;
    this.sizes = sizes;
    this.image = image;
    this.uri = S3Place.uri(bucket.options(), image.imageId());
  }

  @Override
  public ImageUri uri() {
    return uri;
  }

  private String key() {
    return image.imageId();
  }

  @Override
  public void write(Slice slice) throws ImageStoreException, InterruptedException {
    try {
      ByteBuffer bytes = slice.bytes();
      if (at + bytes.remaining() > image.lengthBytes().orElse(Long.MAX_VALUE)) {
        throw new ImageStoreException.Damaged("the image is longer than was announced");
      }
      while (bytes.hasRemaining()) {
        PartBuffer part = filling;
        if (part == null) {
          part = nextPart();
          filling = part;
        }
        int before = bytes.remaining();
        part.fill(bytes);
        at += before - bytes.remaining();
        if (part.isFull() && at != image.lengthBytes().orElse(-1)) {
          send(part);
        }
      }
    } finally {
      slice.release();
    }
  }

  private PartBuffer nextPart() throws ImageStoreException, InterruptedException {
    MultipartUpload before = parts;
    int ordinal = before == null ? 0 : before.count();
    if (ordinal == S3UploadOptions.MOST_PARTS) {
      throw new ImageStoreException.Full(
          key() + " is too long for parts of this length, whose number is limited", null);
    }
    long length = image.lengthBytes().orElse(-1);
    boolean whole = length >= 0 && sizes.inOnePiece(length) && memory.hasRoom(length);
    int bytes = ordinal == 0 && whole ? Math.toIntExact(length) : sizes.partBytes(ordinal, length);
    return new PartBuffer(bytes, memory.take(bytes));
  }

  private void send(PartBuffer part) throws ImageStoreException, InterruptedException {
    MultipartUpload upload = parts;
    if (upload == null) {
      upload = MultipartUpload.begin(bucket, calls, key(), sizes.partsInFlight());
      parts = upload;
    }
    filling = null;
    upload.send(part);
  }

  @Override
  public Written commit() throws ImageStoreException, InterruptedException {
    try {
      if (at != image.lengthBytes().orElse(at)) {
        throw new ImageStoreException.Damaged("the image is shorter than was announced");
      }
      PartBuffer last = filling;
      if (parts != null && last != null) {
        send(last);
      }
      named = true;
      MultipartUpload upload = parts;
      if (upload == null) {
        ByteBuffer whole = last == null ? ByteBuffer.allocate(0) : last.content();
        calls.make(
            "put",
            whole.remaining(),
            () -> {
              bucket.put(key(), whole);
              return true;
            });
        giveBack();
      } else {
        upload.end(at);
      }
      ended = true;
      return new Written(uri, at, Map.of());
    } finally {
      cancel();
    }
  }

  private void giveBack() {
    PartBuffer part = filling;
    filling = null;
    if (part != null) {
      part.giveBack();
    }
  }

  @Override
  public void cancel() {
    if (ended) {
      return;
    }
    ended = true;
    giveBack();
    MultipartUpload upload = parts;
    if (upload != null) {
      upload.abort();
    }
    if (named) {
      removeObject();
    }
  }

  /// The call that made it may have failed on its way back only.
  private void removeObject() {
    try {
      calls.make(
          "delete",
          () -> {
            bucket.delete(key());
            return true;
          });
    } catch (ImageStoreException e) {
      LOG.warn("{} may be left: {}", uri, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("{} may be left", uri);
    }
  }
}
