package dev.vitrine.backend.remote;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.blobstore.Slice;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One image on its way in. A call that was given up may go on for a while; until it ends, nobody
/// else touches the writer below, and then it is cancelled.
final class GuardedWriter implements ImageWriter {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedWriter.class);

  /// A write waits while parts are on their way: some ten of them, over a slow line.
  private static final Duration WRITE_LIMIT = Duration.ofMinutes(5);

  /// Waits for all of them, and for the store to put them together.
  private static final Duration COMMIT_LIMIT = Duration.ofMinutes(15);

  /// Longer than that nobody waits for what is to be removed; the removal goes on.
  private static final Duration CANCEL_WAIT = Duration.ofSeconds(30);

  private final ImageWriter writer;
  private final ImageStore store;
  private final GuardedCalls calls;

  /// Held by whoever uses the writer below.
  private final ReentrantLock use = new ReentrantLock();

  private boolean failed;
  private boolean ended;

  GuardedWriter(ImageWriter writer, ImageStore store, GuardedCalls calls) {
    this.writer = writer;
    this.store = store;
    this.calls = calls;
  }

  @Override
  public ImageUri uri() {
    return writer.uri();
  }

  @Override
  public void write(Slice slice) throws ImageStoreException, InterruptedException {
    AtomicBoolean handedOver = new AtomicBoolean();
    boolean written = false;
    try {
      requireWhole();
      calls.once(
          "write",
          WRITE_LIMIT,
          () -> {
            if (!handedOver.getAndSet(true)) {
              use.lock();
              try {
                writer.write(slice);
              } finally {
                use.unlock();
              }
            }
            return true;
          },
          _ -> {});
      written = true;
    } finally {
      failed |= !written;
      if (!handedOver.getAndSet(true)) {
        slice.release(); // no attempt has begun, and none will
      }
    }
  }

  private void requireWhole() throws ImageStoreException {
    if (failed) {
      throw new ImageStoreException.Unavailable(
          "an earlier write of " + uri() + " failed", Duration.ZERO, null);
    }
  }

  @Override
  public Written commit() throws ImageStoreException, InterruptedException {
    boolean committed = false;
    try {
      requireWhole();
      Written written =
          calls.once(
              "commit",
              COMMIT_LIMIT,
              () -> {
                use.lock();
                try {
                  return writer.commit();
                } finally {
                  use.unlock();
                }
              },
              _ -> removeWhatCameTooLate());
      committed = true;
      ended = true;
      return written;
    } finally {
      if (!committed) {
        cancel();
      }
    }
  }

  private void removeWhatCameTooLate() {
    try {
      store.delete(uri());
    } catch (ImageStoreException e) {
      LOG.warn("{} was written too late and is left: {}", uri(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("{} was written too late and is left", uri());
    }
  }

  /// Never refused, for it gives memory back, too; what it asks of the store has limits of its own.
  @Override
  public void cancel() {
    if (ended) {
      return;
    }
    ended = true;
    Thread thread =
        Thread.ofVirtual()
            .name("cancel")
            .start(() -> {
              use.lock();
              try {
                writer.cancel();
              } finally {
                use.unlock();
              }
            });
    try {
      if (!thread.join(CANCEL_WAIT)) {
        LOG.warn("{} takes long to be removed", uri());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
