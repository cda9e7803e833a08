package dev.vitrine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Isolated
class LoggingTest {
  /// A thread that finds a level open may write its line when the log is set up.
  @Test
  void isNeverOpenToEveryLevelWhileItIsSetUp() throws Exception {
    Logging.quiet();
    Logger log = LoggerFactory.getLogger("io.netty.somewhere");
    AtomicBoolean done = new AtomicBoolean();
    try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> foundOpen = others.submit(() -> findOpen(log, done));
      for (int i = 0; i < 2_000; i++) {
        Logging.quiet();
      }
      done.set(true);
      assertThat(foundOpen.get()).isFalse();
    }
  }

  private static boolean findOpen(Logger log, AtomicBoolean done) {
    boolean open = false;
    while (!done.get()) {
      open |= log.isInfoEnabled();
    }
    return open;
  }
}
