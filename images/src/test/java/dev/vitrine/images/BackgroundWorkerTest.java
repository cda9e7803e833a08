package dev.vitrine.images;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BackgroundWorkerTest {
  private static final int LIMIT_SECONDS = 10;

  private final AtomicInteger rounds = new AtomicInteger();
  private final Semaphore ended = new Semaphore(0);

  private Optional<Duration> count(Optional<Duration> pause) {
    rounds.incrementAndGet();
    ended.release();
    return pause;
  }

  @Test
  void worksAgainWhenItIsWokenDuringItsLastRound() throws Exception {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (BackgroundWorker worker =
        new BackgroundWorker(
            "test",
            () -> {
              within.countDown();
              assertThat(go.await(LIMIT_SECONDS, SECONDS)).isTrue();
              return count(Optional.empty());
            })) {
      worker.wake();
      assertThat(within.await(LIMIT_SECONDS, SECONDS)).isTrue();
      worker.wake();
      go.countDown();
      assertThat(ended.tryAcquire(2, LIMIT_SECONDS, SECONDS)).isTrue();
    }
    assertThat(rounds).hasValue(2);
  }

  @Test
  void goesOnUntilNothingIsLeft() throws Exception {
    try (BackgroundWorker worker =
        new BackgroundWorker(
            "test",
            () -> count(rounds.get() < 2 ? Optional.of(Duration.ZERO) : Optional.empty()))) {
      worker.wake();
      assertThat(ended.tryAcquire(3, LIMIT_SECONDS, SECONDS)).isTrue();
    }
    assertThat(rounds).hasValue(3);
  }

  @Test
  void endsInTheMiddleOfAPauseWhenItIsClosed() throws Exception {
    BackgroundWorker worker =
        new BackgroundWorker("test", () -> count(Optional.of(Duration.ofHours(1))));
    worker.wake();
    assertThat(ended.tryAcquire(LIMIT_SECONDS, SECONDS)).isTrue();

    worker.close();
    worker.wake();
    worker.close();

    assertThat(rounds).hasValue(1);
  }
}
