package dev.vitrine.backend.rados;

import dev.vitrine.backend.Blocks;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.rados.cluster.Completion;
import dev.vitrine.backend.rados.cluster.RadosFailure;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import dev.vitrine.backend.rados.cluster.RadosPool;
import dev.vitrine.backend.rados.cluster.RbdImage;
import dev.vitrine.blobstore.Slice;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes an RBD image, some blocks at a time, and takes its snapshot at the end.
///
/// Without an announced length the image grows ahead of what is written, in steps that double, and
/// is cut at the end. Its methods are synchronized, because [RbdImageStore#delete] may abandon a
/// writer that nobody ended.
final class RbdImageWriter implements ImageWriter {
  private static final Logger LOG = LoggerFactory.getLogger(RbdImageWriter.class);

  /// Blocks on their way at once, beside the one that is being filled: the cluster is never idle
  /// while the next one comes.
  static final int AT_ONCE = 4;

  /// What is written at a time, at most: 20 MiB an upload in all. An object of a greater size is
  /// written in several pieces.
  static final int MAX_BLOCK_BYTES = 4 << 20;

  private static final long FIRST_STEP_BYTES = 8 << 20;
  private static final long LAST_STEP_BYTES = 8L << 30;

  private final RadosPool pool;
  private final ImageUri uri;
  private final Announced announced;
  private final RbdStoreOptions options;
  private final Blocks blocks;
  private final UnaryOperator<RadosFailure> noticed;
  private final Consumer<RadosPool> onStuck;
  private final Consumer<RbdImageWriter> onEnd;
  private final int blockBytes;

  private record Written(Completion completion, ByteBuffer block) {}

  private final Deque<Written> underWay = new ArrayDeque<>();

  private @Nullable RbdImage image;

  /// Whether an image of ours may be there.
  private boolean begun;

  private boolean ended;

  /// Whether the cluster has not answered. Nobody waits for it again, to clean up.
  private boolean away;

  private @Nullable ByteBuffer filling;
  private long at;
  private long imageBytes;
  private long stepBytes = FIRST_STEP_BYTES;

  /// @param noticed hears of the cluster's failures
  /// @param onStuck runs when the image's lock may be left behind with the pool's client
  /// @param onEnd runs once, when the image is there or given up
  RbdImageWriter(
      RadosPool pool,
      ImageUri uri,
      Announced announced,
      RbdStoreOptions options,
      Blocks blocks,
      UnaryOperator<RadosFailure> noticed,
      Consumer<RadosPool> onStuck,
      Consumer<RbdImageWriter> onEnd) {
    this.pool = pool;
    this.uri = uri;
    this.announced = announced;
    this.options = options;
    this.blocks = blocks;
    this.noticed = noticed;
    this.onStuck = onStuck;
    this.onEnd = onEnd;
    this.blockBytes = (int) Math.min(options.objectBytes(), MAX_BLOCK_BYTES);
  }

  @Override
  public ImageUri uri() {
    return uri;
  }

  @Override
  public synchronized void write(Slice slice) throws ImageStoreException, InterruptedException {
    try {
      ByteBuffer bytes = slice.bytes();
      long come = at + (filling == null ? 0 : filling.position()) + bytes.remaining();
      if (come > announced.lengthBytes().orElse(Long.MAX_VALUE)) {
        throw new ImageStoreException.Damaged("the image is longer than was announced");
      }
      opened();
      while (bytes.hasRemaining()) {
        ByteBuffer block = filling == null ? blocks.take(blockBytes) : filling;
        filling = block;
        int length = Math.min(bytes.remaining(), block.remaining());
        block.put(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        if (!block.hasRemaining()) {
          send();
        }
      }
    } catch (RadosFailure e) {
      throw RbdFailures.translate(heard(e));
    } finally {
      slice.release();
    }
  }

  private RadosFailure heard(RadosFailure failure) {
    away |= failure.kind() == Kind.TIMED_OUT;
    return noticed.apply(failure);
  }

  private RbdImage opened() throws RadosFailure, ImageStoreException, InterruptedException {
    if (ended) {
      throw new ImageStoreException.NotFound("image " + name() + " was given up");
    }
    RbdImage open = image;
    if (open == null) {
      imageBytes = announced.lengthBytes().orElse(0);
      begun = true; // also when it fails: a call that came to no answer may have been carried out
      try {
        pool.createImage(name(), imageBytes, options.objectBytes());
      } catch (RadosFailure e) {
        if (e.kind() == Kind.EXISTS) {
          begun = false; // somebody else's
        }
        throw e;
      }
      open = pool.openImage(name());
      image = open;
    }
    return open;
  }

  private String name() {
    return announced.imageId();
  }

  /// Sends the block that is being filled on its way.
  private void send() throws RadosFailure, ImageStoreException, InterruptedException {
    ByteBuffer block = filling;
    if (block == null || block.position() == 0) {
      return;
    }
    filling = null;
    block.flip();
    int length = block.remaining();
    grow(at + length);
    if (options.thin() && Zeros.only(block)) {
      blocks.give(block);
    } else {
      if (underWay.size() == AT_ONCE) {
        finish(underWay.removeFirst());
      }
      underWay.addLast(new Written(opened().write(at, block), block));
    }
    at += length;
  }

  private void finish(Written written) throws RadosFailure, InterruptedException {
    written.completion().await();
    blocks.give(written.block());
  }

  private void grow(long neededBytes)
      throws RadosFailure, ImageStoreException, InterruptedException {
    if (neededBytes <= imageBytes) {
      return;
    }
    long wanted = imageBytes;
    while (wanted < neededBytes) {
      wanted += stepBytes;
      stepBytes = Math.min(2 * stepBytes, LAST_STEP_BYTES);
    }
    opened().resize(wanted);
    imageBytes = wanted;
  }

  @Override
  public synchronized ImageWriter.Written commit()
      throws ImageStoreException, InterruptedException {
    try {
      RbdImage open = opened();
      send();
      while (!underWay.isEmpty()) {
        finish(underWay.removeFirst());
      }
      if (at != announced.lengthBytes().orElse(at)) {
        throw new ImageStoreException.Damaged("the image is shorter than was announced");
      }
      if (imageBytes != at) {
        open.resize(at);
      }
      open.createSnapshot(RbdImageStore.SNAPSHOT);
      open.protectSnapshot(RbdImageStore.SNAPSHOT);
      end(false);
      return new ImageWriter.Written(uri, at, Map.of());
    } catch (RadosFailure e) {
      throw RbdFailures.translate(heard(e));
    } finally {
      cancel();
    }
  }

  @Override
  public synchronized void cancel() {
    end(true);
  }

  /// Lets go of the image, so that somebody else can remove it.
  synchronized void abandon() {
    end(false);
  }

  private void end(boolean remove) {
    if (ended) {
      return;
    }
    ended = true;
    if (filling != null) {
      blocks.give(filling);
      filling = null;
    }
    underWay.clear(); // closing waits for them, and the cluster keeps their memory
    try {
      RbdImage open = image;
      if (open != null && away) {
        open.closeLater();
      } else if (open != null) {
        open.close();
      }
      if (remove && begun && away) {
        LOG.warn("image {} is left behind: the cluster does not answer", name());
        onStuck.accept(pool);
      } else if (remove && begun) {
        remove();
      }
    } finally {
      image = null;
      onEnd.accept(this);
    }
  }

  /// Whoever keeps the URI removes what this cannot, or has not the time for.
  private void remove() {
    try {
      // The flag of an interrupt would end this before it began.
      boolean interrupted = Thread.interrupted();
      try {
        removeSnapshot();
        pool.removeImage(name());
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    } catch (RadosFailure e) {
      if (e.kind() != Kind.NOT_FOUND) {
        LOG.warn("image {} is left behind: {}", name(), noticed.apply(e).getMessage());
        onStuck.accept(pool);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("image {} is left behind: interrupted", name());
    }
  }

  /// It may be there when [#commit] failed at its last step.
  private void removeSnapshot() throws RadosFailure, InterruptedException {
    try (RbdImage open = pool.openImage(name())) {
      try {
        open.unprotectSnapshot(RbdImageStore.SNAPSHOT);
      } catch (RadosFailure e) {
        if (e.kind() == Kind.NOT_FOUND) {
          return;
        }
        if (e.kind() != Kind.INVALID) {
          throw e;
        }
      }
      open.removeSnapshot(RbdImageStore.SNAPSHOT);
    }
  }
}
