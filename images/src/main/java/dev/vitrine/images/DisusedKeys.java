package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.images.KeyKeeper.KeyStays;
import dev.vitrine.images.access.Proof;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the keys of images that are gone, where those said that their keys go with them. The
/// image is gone whatever becomes of its key: a key that stays is a warning in the log.
///
/// A key is normally gone when this returns, as Glance's callers expect; but a keeper that is slow
/// goes on without the caller. What was to be deleted is in memory only, as the token is, by which
/// it is.
///
/// Thread-safe.
final class DisusedKeys implements AutoCloseable {
  static final String KEY_ID = "cinder_encryption_key_id";
  static final String POLICY = "cinder_encryption_key_deletion_policy";
  private static final String WITH_THE_IMAGE = "on_image_deletion";

  private static final Logger LOG = LoggerFactory.getLogger(DisusedKeys.class);

  /// Several times as many as a keeper is asked at a time; each holds a thread and a token.
  private static final int MOST_AT_A_TIME = 256;

  /// Several times what a keeper takes that is well.
  private static final Duration CALLER_WAITS = Duration.ofSeconds(2);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final KeyKeeper keeper;
  private final Semaphore places = new Semaphore(MOST_AT_A_TIME);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("key-", 0).factory());

  DisusedKeys(KeyKeeper keeper) {
    this.keeper = keeper;
  }

  /// An interruption ends the wait alone, and is kept for the caller's next one.
  ///
  /// @param image which is nobody's any more, by a commit that happened
  /// @param proof of whoever deleted it
  void imageIsGone(Image image, Proof proof) {
    String keyId = image.properties().get(KEY_ID);
    if (keyId == null || !WITH_THE_IMAGE.equals(image.properties().get(POLICY))) {
      return;
    }
    if (!places.tryAcquire()) {
      stays(image.id(), "too many others are being deleted");
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    try {
      threads.execute(() -> {
        try {
          delete(image.id(), keyId, proof);
        } finally {
          places.release();
          done.countDown();
        }
      });
      if (!done.await(CALLER_WAITS.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("The key of the deleted image {} takes its time to go", image.id());
      }
    } catch (RejectedExecutionException e) {
      places.release();
      stays(image.id(), "the service ends");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void delete(String imageId, String keyId, Proof proof) {
    try {
      keeper.delete(proof, keyId);
      LOG.info("The key of the deleted image {} is deleted", imageId);
    } catch (KeyStays e) {
      stays(imageId, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      stays(imageId, "the service ends");
    } catch (RuntimeException e) {
      LOG.error("The key of the deleted image {} is not deleted", imageId, e);
    }
  }

  private static void stays(String imageId, String reason) {
    LOG.warn("The key of the deleted image {} is not deleted: {}", imageId, reason);
  }

  /// Lets what is under way end for a moment. Closing twice does nothing.
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
