package dev.vitrine.backend.rados;

import dev.vitrine.backend.Blocks;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.rados.cluster.Completion;
import dev.vitrine.backend.rados.cluster.RadosFailure;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import dev.vitrine.backend.rados.cluster.RadosPool;
import dev.vitrine.backend.rados.cluster.RbdImage;
import dev.vitrine.blobstore.Content;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Blocks of one image, some of them read before they are wanted.
///
/// **Zeros are doubted.** What was removed from under a reader reads as zeros, and only that: an
/// object is there whole or not at all. So before zeros are handed out it looks whether the
/// snapshot is still there, which covers every block whose reading had ended by then.
final class RbdImageReader implements ImageReader {
  /// What is read at a time, and handed out.
  private static final int MAX_BLOCK_BYTES = 1 << 20;

  /// Blocks on their way at once, at most.
  private static final int AT_ONCE = 8;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final RadosPool pool;
  private final RbdUri uri;
  private final RbdImage image;
  private final Blocks blocks;
  private final ReadAhead readAhead;
  private final int blockBytes;
  private final long end;
  private long asked;
  private boolean closed;
  private final Deque<Asked> underWay = new ArrayDeque<>();

  /// A block on its way.
  private static final class Asked {
    final Completion completion;
    final ByteBuffer block;
    final boolean reserved;
    boolean believed;

    /// @param reserved whether it has a place in [ReadAhead]
    Asked(Completion completion, ByteBuffer block, boolean reserved) {
      this.completion = completion;
      this.block = block;
      this.reserved = reserved;
    }
  }

  /// Takes the image over.
  RbdImageReader(
      RadosPool pool,
      RbdUri uri,
      RbdImage image,
      long objectBytes,
      long offset,
      long lengthBytes,
      Blocks blocks,
      ReadAhead readAhead) {
    this.pool = pool;
    this.uri = uri;
    this.image = image;
    this.blocks = blocks;
    this.readAhead = readAhead;
    // A block never reaches over the end of an object, so that it is there whole or not at all.
    this.blockBytes = (int) Math.min(MAX_BLOCK_BYTES, objectBytes);
    this.asked = offset;
    this.end = offset + lengthBytes;
  }

  @Override
  public @Nullable Content next() throws ImageStoreException {
    try {
      askAhead();
      Asked first = underWay.peekFirst();
      if (first == null) {
        return null;
      }
      long read = first.completion.await();
      ByteBuffer block = first.block;
      if (read < block.limit()) {
        throw new ImageStoreException.Damaged(uri.uri() + " has become shorter");
      }
      boolean zeros = Zeros.only(block);
      if (zeros && !first.believed) {
        doubt();
      }
      underWay.removeFirst();
      release(first);
      if (zeros) {
        long length = block.limit();
        blocks.give(block);
        return new Content.Zeros(length);
      }
      return handedOut(block);
    } catch (RadosFailure e) {
      throw RbdFailures.translate(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageStoreException.Unavailable("interrupted", RETRY_AFTER, e);
    }
  }

  private Content handedOut(ByteBuffer block) {
    return new Content.Buffer(block.asReadOnlyBuffer(), blocks.giving(block));
  }

  private void askAhead() throws RadosFailure {
    while (!closed && asked < end && underWay.size() < AT_ONCE) {
      boolean reserved = readAhead.reserve();
      if (!reserved && !underWay.isEmpty()) {
        return;
      }
      int length = (int) Math.min(blockBytes - asked % blockBytes, end - asked);
      ByteBuffer block = blocks.take(blockBytes).limit(length);
      try {
        underWay.addLast(new Asked(image.read(asked, block.slice()), block, reserved));
      } catch (RadosFailure | RuntimeException e) {
        if (reserved) {
          readAhead.release();
        }
        throw e;
      }
      asked += length;
    }
  }

  /// Looks whether the snapshot is still there.
  private void doubt() throws RadosFailure, ImageStoreException, InterruptedException {
    Deque<Asked> before = new ArrayDeque<>();
    for (Asked each : underWay) {
      if (each.completion.ended()) {
        before.add(each);
      }
    }
    try {
      pool.openImage(uri.image(), uri.snapshot()).close();
    } catch (RadosFailure e) {
      if (e.kind() == Kind.NOT_FOUND) {
        throw new ImageStoreException.NotFound(uri.uri() + " was removed while it was read");
      }
      throw e;
    }
    before.forEach(each -> each.believed = true);
  }

  private void release(Asked block) {
    if (block.reserved) {
      readAhead.release();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Asked each : underWay) {
      release(each);
      if (each.completion.ended()) {
        blocks.give(each.block);
      }
    }
    underWay.clear();
    image.close();
  }
}
