package dev.vitrine.images.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProjectThrottleTest {
  private static final Caller P = member("p");
  private static final Caller Q = member("q");

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void letsARateThroughAndABurstAfterAPause() throws Exception {
    ProjectThrottle throttle = throttle(10, 0);
    for (int i = 0; i < 20; i++) {
      throttle.admit(P);
    }
    assertThatExceptionOfType(Refusal.TooMany.class).isThrownBy(() -> throttle.admit(P));
    throttle.admit(Q);

    nanos.addAndGet(100_000_000);
    throttle.admit(P);
    assertThatExceptionOfType(Refusal.TooMany.class)
        .isThrownBy(() -> throttle.admit(P))
        .satisfies(refusal -> assertThat(refusal.retryAfterSeconds()).isEqualTo(1));

    nanos.addAndGet(3_600_000_000_000L);
    for (int i = 0; i < 20; i++) {
      throttle.admit(P);
    }
    assertThatExceptionOfType(Refusal.TooMany.class).isThrownBy(() -> throttle.admit(P));
  }

  @Test
  void countsTransfersUntilTheyAreClosedOnce() throws Exception {
    ProjectThrottle throttle = throttle(0, 2);
    ProjectThrottle.Transfer first = throttle.beginTransfer(P);
    throttle.beginTransfer(P);
    assertThatExceptionOfType(Refusal.TooMany.class).isThrownBy(() -> throttle.beginTransfer(P));
    throttle.beginTransfer(Q);

    first.close();
    first.close();

    throttle.beginTransfer(P);
    assertThatExceptionOfType(Refusal.TooMany.class).isThrownBy(() -> throttle.beginTransfer(P));
  }

  @Test
  void refusesNothingUnlessToldTo() throws Exception {
    ProjectThrottle throttle = throttle(0, 0);
    for (int i = 0; i < 10_000; i++) {
      throttle.admit(P);
      throttle.beginTransfer(P);
    }
    assertThat(throttle.projects()).isZero();
  }

  @Test
  void remembersABoundedNumberOfProjectsAndThoseThatTransfer() throws Exception {
    ProjectThrottle throttle = throttle(1, 1);
    throttle.beginTransfer(P);
    for (int i = 0; i < 30_000; i++) {
      throttle.admit(member("project " + i));
    }
    assertThat(throttle.projects()).isEqualTo(10_000);
    assertThatExceptionOfType(Refusal.TooMany.class).isThrownBy(() -> throttle.beginTransfer(P));
  }

  private ProjectThrottle throttle(int requestsPerSecond, int transfers) {
    return new ProjectThrottle(
        new ProjectThrottle.Limits(requestsPerSecond, transfers), nanos::get);
  }

  private static Caller member(String project) {
    return new Caller("user", project, Set.of("member", "reader"), false);
  }
}
