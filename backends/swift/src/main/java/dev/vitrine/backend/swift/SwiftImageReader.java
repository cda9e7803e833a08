package dev.vitrine.backend.swift;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.swift.SwiftClient.Target;
import dev.vitrine.backend.wire.Download;
import dev.vitrine.backend.wire.DownloadReader;
import dev.vitrine.blobstore.Content;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads an image in stretches, one request after the other.
///
/// Not in one: Swift's proxy sends the first ten segments that a request needs as fast as it can
/// and, unless its operator said otherwise, one a second from then on (`rate_limit_after_segment`
/// of its filter `dlo`).
final class SwiftImageReader implements ImageReader {
  private final SwiftObjects objects;
  private final Target target;
  private final long end;
  private final long stretchBytes;

  /// Where the next stretch begins.
  private long next;

  private @Nullable DownloadReader stretch;

  private SwiftImageReader(
      SwiftObjects objects, Target target, long offset, long end, long stretchBytes) {
    this.objects = objects;
    this.target = target;
    this.next = offset;
    this.end = end;
    this.stretchBytes = stretchBytes;
  }

  /// Has asked for the first stretch when it returns.
  static SwiftImageReader open(
      SwiftObjects objects, Target target, long offset, long lengthBytes, long stretchBytes)
      throws ImageStoreException, InterruptedException {
    SwiftImageReader reader =
        new SwiftImageReader(objects, target, offset, offset + lengthBytes, stretchBytes);
    reader.stretch = reader.nextStretch();
    return reader;
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    DownloadReader current = stretch;
    Content content = current == null ? null : current.next();
    if (content != null || next == end) {
      return content;
    }
    try {
      close();
      DownloadReader following = nextStretch();
      stretch = following;
      return following.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException.Unavailable(
          "reading " + target + ": interrupted", Duration.ZERO, e);
    }
  }

  private DownloadReader nextStretch() throws ImageStoreException, InterruptedException {
    long lengthBytes = Math.min(stretchBytes, end - next);
    Download answer = objects.read(target, next, lengthBytes);
    try {
      check(answer, lengthBytes);
    } catch (ImageStoreException e) {
      answer.close();
      throw e;
    }
    next += lengthBytes;
    return new DownloadReader(target.toString(), answer, lengthBytes);
  }

  private void check(Download answer, long lengthBytes) throws ImageStoreException {
    boolean part = answer.status() == 206;
    boolean whole = answer.status() == 200 && next == 0;
    boolean nothing = lengthBytes == 0 && answer.status() / 100 == 2;
    if (answer.status() == 416 || ((part || whole) && isShorter(answer, lengthBytes))) {
      throw new ImageStoreException.Damaged(
          "%s is shorter than %d bytes from byte %d".formatted(target, lengthBytes, next));
    }
    if (!part && !whole && !nothing) {
      throw SwiftFailures.ofImage("reading " + target, answer.status());
    }
  }

  private static boolean isShorter(Download answer, long lengthBytes) {
    return answer.lengthBytes().orElse(lengthBytes) < lengthBytes;
  }

  @Override
  public void close() {
    DownloadReader current = stretch;
    stretch = null;
    if (current != null) {
      current.close();
    }
  }
}
