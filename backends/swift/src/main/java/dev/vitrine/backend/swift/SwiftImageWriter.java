package dev.vitrine.backend.swift;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.swift.SwiftClient.Target;
import dev.vitrine.blobstore.Slice;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Writes an image as it comes, as one object or as segments, one after the other; holds some
/// hundred KiB.
final class SwiftImageWriter implements ImageWriter {
  private final SwiftObjects objects;
  private final ImageUri uri;
  private final Target target;
  private final Announced image;
  private final long segmentBytes;
  private final boolean inSegments;
  private @Nullable SwiftUpload current;

  /// How much of the current object is written.
  private long currentBytes;

  private long writtenBytes;
  private int segments;
  private boolean ended;

  SwiftImageWriter(
      SwiftObjects objects,
      ImageUri uri,
      Target target,
      Announced image,
      SwiftStoreOptions options) {
    this.objects = objects;
    this.uri = uri;
    this.target = target;
    this.image = image;
    this.inSegments = image.lengthBytes().orElse(Long.MAX_VALUE) >= options.largeBytes();
    this.segmentBytes = inSegments ? options.segmentBytes() : Long.MAX_VALUE;
  }

  /// What the names of an image's segments begin with.
  static String segmentsPrefix(String object) {
    return object + "-";
  }

  @Override
  public ImageUri uri() {
    return uri;
  }

  @Override
  public void write(Slice slice) throws ImageStoreException, InterruptedException {
    try {
      ByteBuffer bytes = slice.bytes();
      if (writtenBytes + bytes.remaining() > image.lengthBytes().orElse(Long.MAX_VALUE)) {
        throw new ImageStoreException.Damaged("the image is longer than was announced");
      }
      while (bytes.hasRemaining()) {
        int count = (int) Math.min(bytes.remaining(), segmentBytes - currentBytes);
        if (count == 0) {
          endObject();
          continue;
        }
        opened().write(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        currentBytes += count;
        writtenBytes += count;
      }
    } finally {
      slice.release();
    }
  }

  private SwiftUpload opened() {
    SwiftUpload open = current;
    if (open == null) {
      open = objects.upload(nextObject(), nextLength(), !inSegments);
      current = open;
    }
    return open;
  }

  private Target nextObject() {
    if (!inSegments) {
      return target;
    }
    segments++;
    return segment(segments);
  }

  private Target segment(int number) {
    return new Target(
        target.container(), segmentsPrefix(target.object()) + "%05d".formatted(number));
  }

  private OptionalLong nextLength() {
    OptionalLong length = image.lengthBytes();
    return length.isEmpty()
        ? length
        : OptionalLong.of(Math.min(segmentBytes, length.getAsLong() - writtenBytes));
  }

  private void endObject() throws ImageStoreException, InterruptedException {
    SwiftUpload open = current;
    if (open != null) {
      open.finish();
      current = null;
      currentBytes = 0;
    }
  }

  @Override
  public Written commit() throws ImageStoreException, InterruptedException {
    try {
      if (writtenBytes != image.lengthBytes().orElse(writtenBytes)) {
        throw new ImageStoreException.Damaged("the image is shorter than was announced");
      }
      endObject();
      if (writtenBytes == 0) {
        objects.putEmpty(target, Optional.empty());
      } else if (inSegments) {
        objects.putEmpty(
            target, Optional.of(new Target(target.container(), segmentsPrefix(target.object()))));
      }
      ended = true;
      return new Written(uri, writtenBytes, Map.of());
    } finally {
      cancel();
    }
  }

  @Override
  public void cancel() {
    if (ended) {
      return;
    }
    ended = true;
    SwiftUpload open = current;
    if (open != null) {
      open.cut();
    }
    try {
      for (int number = 1; number <= segments; number++) {
        objects.removeSegment(segment(number));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
