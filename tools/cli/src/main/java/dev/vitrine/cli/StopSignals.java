package dev.vitrine.cli;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/// SIGTERM and SIGINT as something to wait for: the first asks to stop, the second to hurry.
///
/// A shutdown hook would not do: the JVM would end with 143 instead of 0, and would never tell of a
/// second signal.
final class StopSignals {
  private final CountDownLatch first = new CountDownLatch(1);
  private final CountDownLatch second = new CountDownLatch(1);

  private StopSignals() {}

  /// From now on these signals do nothing but be counted.
  static StopSignals install() {
    StopSignals signals = new StopSignals();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), signal -> signals.arrived());
    }
    return signals;
  }

  private synchronized void arrived() {
    (first.getCount() > 0 ? first : second).countDown();
  }

  void awaitFirst() throws InterruptedException {
    first.await();
  }

  /// Runs the action when a second signal arrives, if ever.
  void onSecond(Runnable action) {
    Thread.ofVirtual()
        .name("second-signal")
        .start(() -> {
          try {
            second.await();
            action.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
