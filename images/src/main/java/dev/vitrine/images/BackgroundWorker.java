package dev.vitrine.images;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One thread that works in rounds and lives as long as there is something to do.
///
/// Thread-safe. Whatever was there to do before [#wake] is seen by a round that begins after it; no
/// two rounds run at a time.
final class BackgroundWorker implements AutoCloseable {
  /// A round that is under way when the service ends is over by then, or is left to itself.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /// Does what there is to do now.
  @FunctionalInterface
  interface Round {
    /// Returns how long to wait before the next; empty when nothing is left.
    Optional<Duration> run() throws InterruptedException;
  }

  private final String name;
  private final Round round;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread thread;
  private boolean woken;
  private boolean closed;

  /// @param name of the thread
  BackgroundWorker(String name, Round round) {
    this.name = name;
    this.round = round;
  }

  /// There is something to do. Nothing happens after [#close].
  void wake() {
    lock.lock();
    try {
      woken = true;
      if (thread == null && !closed) {
        thread = Thread.ofVirtual().name(name).start(this::work);
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (beginsRound()) {
        Optional<Duration> pause = round.run();
        if (pause.isPresent()) {
          Thread.sleep(pause.get());
          wake();
        }
      }
    } catch (InterruptedException e) {
      ended(); // closed: what is left is left
    } catch (RuntimeException | Error e) {
      ended(); // a bug; the next wake begins anew
      throw e;
    }
  }

  /// In one step with the end of the thread, so that nobody wakes one that has decided to go.
  private boolean beginsRound() {
    lock.lock();
    try {
      boolean begins = woken && !closed;
      woken = false;
      if (!begins) {
        thread = null;
      }
      return begins;
    } finally {
      lock.unlock();
    }
  }

  private void ended() {
    lock.lock();
    try {
      thread = null;
    } finally {
      lock.unlock();
    }
  }

  /// Works no more. Closing twice does nothing.
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      running = thread;
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
