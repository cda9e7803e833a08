package dev.vitrine.backend.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Ends what waits too long for the other side, by closing its connection: the one way to end a
/// write that blocks. Thread-safe.
final class WaitLimits implements AutoCloseable {
  private final ScheduledThreadPoolExecutor clock;

  WaitLimits() {
    clock =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("wire limits").unstarted(task));
    clock.setRemoveOnCancelPolicy(true);
  }

  /// The connection is closed unless what comes is closed within the limit.
  Wait begin(Connection connection, Duration limit) {
    AtomicBoolean passed = new AtomicBoolean();
    Runnable end =
        () -> {
          passed.set(true);
          connection.close();
        };
    return new Wait(clock.schedule(end, limit.toNanos(), TimeUnit.NANOSECONDS), passed, limit);
  }

  /// A wait that has a limit.
  ///
  /// @param passed whether the connection was closed for it
  record Wait(Future<?> end, AtomicBoolean passed, Duration limit) implements AutoCloseable {

    /// Why a wait on the connection failed: its limit had passed, the thread was interrupted, or as
    /// it says.
    WireException failure(String missed, IOException failure) throws InterruptedException {
      return passed.get()
          ? new WireException("%s in %d ms".formatted(missed, limit.toMillis()), failure)
          : WireException.unlessInterrupted(failure);
    }

    @Override
    public void close() {
      end.cancel(false);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
