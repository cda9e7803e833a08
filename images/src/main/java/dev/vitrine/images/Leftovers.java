package dev.vitrine.images;

import dev.vitrine.catalog.registry.RegistryException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Uploads that ended while the registry could not note it. Their images are still `saving`, under
/// leases of this run that nobody uses any more; one thread tries again, less and less often, until
/// each image is queued. What is left when the service ends is put in order at the next start.
///
/// Thread-safe. There is at most one entry an image.
final class Leftovers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /// A registry that is away for long is not asked more often than this.
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// A try that is under way when the service ends either commits or fails by then.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private record Leftover(Uploads.Claim claim, String reason) {}

  private final Uploads uploads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Leftover> waiting = new ArrayDeque<>();
  private @Nullable Thread worker;
  private boolean closed;

  Leftovers(Uploads uploads) {
    this.uploads = uploads;
  }

  /// Sees to it that the image is queued again, with the reason.
  void add(Uploads.Claim claim, String reason) {
    lock.lock();
    try {
      waiting.addLast(new Leftover(claim, reason));
      if (worker == null && !closed) {
        worker = Thread.ofVirtual().name("leftovers").start(this::work);
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    Duration pause = FIRST_PAUSE;
    try {
      for (Leftover next = first(); next != null; next = first()) {
        if (end(next)) {
          pause = FIRST_PAUSE;
          done();
        } else {
          Thread.sleep(pause);
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      LOG.info("Images are still saving; the next start queues them again");
    }
  }

  private boolean end(Leftover leftover) {
    try {
      uploads.abandon(leftover.claim(), leftover.reason());
      LOG.info("Image {} is queued again", leftover.claim().imageId());
      return true;
    } catch (Refusal | RegistryException e) {
      LOG.debug("Image {} is still saving: {}", leftover.claim().imageId(), e.getMessage());
      return false;
    }
  }

  /// What is to be done next; null when the worker may go.
  private @Nullable Leftover first() {
    lock.lock();
    try {
      Leftover first = closed ? null : waiting.peekFirst();
      if (first == null) {
        worker = null;
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void done() {
    lock.lock();
    try {
      waiting.removeFirst();
    } finally {
      lock.unlock();
    }
  }

  /// Tries no more. Closing twice does nothing.
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      running = worker;
    } finally {
      lock.unlock();
    }
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
