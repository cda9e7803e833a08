package dev.vitrine.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What callers of a service that misbehaves see.
class CallGuardTest {
  private static final GuardLimits LIMITS =
      new GuardLimits(
          2,
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          2,
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          3,
          Duration.ofMillis(1));

  private static final GuardLimits PATIENT = LIMITS.withTimeLimit(Duration.ofSeconds(20));

  private static CallGuard guard(GuardLimits limits) {
    return new CallGuard(
        "the test",
        limits,
        failure -> failure instanceof IOException ? Verdict.MAY_PASS : Verdict.ANSWERED);
  }

  private static CallCounts counts(CallGuard guard, String operation) {
    return Objects.requireNonNull(guard.counts().get(operation));
  }

  private static String fail(String reason) throws IOException {
    throw new IOException(reason);
  }

  @Test
  void triesAgainWhatMayPass() throws Exception {
    CallGuard guard = guard(PATIENT);
    AtomicInteger attempts = new AtomicInteger();
    assertThat(
            guard.<String, IOException>call(
                "ask", () -> attempts.incrementAndGet() < 3 ? fail("not yet") : "here"))
        .isEqualTo("here");
    assertThat(counts(guard, "ask"))
        .satisfies(counts -> {
          assertThat(counts.calls()).isEqualTo(1);
          assertThat(counts.retries()).isEqualTo(2);
          assertThat(counts.failures()).isZero();
        });
  }

  @Test
  void asksOnceWhatMustNotBeRepeated() {
    CallGuard guard = guard(PATIENT);
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(() ->
            guard.<String, IOException>callOnce(
                "tell",
                Duration.ofSeconds(20),
                () -> fail("no " + attempts.incrementAndGet()),
                _ -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("no 1");
    assertThatThrownBy(() ->
            guard.<String, IOException>callOnce(
                "tell",
                Duration.ofMillis(10),
                () -> {
                  attempts.incrementAndGet();
                  LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                  return "late";
                },
                _ -> {}))
        .isInstanceOf(CallRefused.class);
    assertThat(attempts).hasValue(2);
    assertThat(counts(guard, "tell").failures()).isEqualTo(2);
  }

  @Test
  void saysTheLastFailureWhenAllAttemptsFailed() {
    CallGuard guard = guard(PATIENT);
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(() ->
            guard.<String, IOException>call("ask", () -> fail("no " + attempts.incrementAndGet())))
        .isInstanceOf(IOException.class)
        .hasMessage("no 3");
    assertThat(counts(guard, "ask").failures()).isEqualTo(1);
  }

  @Test
  void doesNotTryAgainWhatWasAnswered() {
    CallGuard guard = guard(PATIENT);
    AtomicInteger attempts = new AtomicInteger();
    for (int call = 0; call < 10; call++) {
      assertThatThrownBy(() ->
              guard.call(
                  "ask",
                  () -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("no such thing");
                  }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(attempts).hasValue(10);
    assertThat(counts(guard, "ask").failures()).isZero();
    assertThat(guard.outage()).isFalse();
  }

  private static void failThrice(CallGuard guard) {
    for (int call = 0; call < 3; call++) {
      assertThatThrownBy(() -> guard.<String, IOException>call("ask", () -> fail("gone")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void asksNobodyForAWhileAfterSeveralFailuresInARow() {
    CallGuard guard = guard(PATIENT.withRetries(0).withOutage(Duration.ofHours(1)));
    failThrice(guard);
    assertThat(guard.outage()).isTrue();
    AtomicInteger attempts = new AtomicInteger();
    assertThat(catchThrowable(() -> guard.call("ask", attempts::incrementAndGet)))
        .isInstanceOfSatisfying(
            CallRefused.class,
            refused -> assertThat(refused.reason()).isEqualTo(CallRefused.Reason.OUTAGE));
    assertThat(attempts).hasValue(0);
  }

  @Test
  void asksAgainWhenTheWhileIsOver() {
    CallGuard guard = guard(PATIENT.withRetries(0));
    failThrice(guard);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> guard.call("ask", () -> "back").equals("back"));
    assertThat(guard.outage()).isFalse();
  }

  @Test
  void comesBackFromACallThatHearsNoInterruptAndKeepsItsPlaceTaken() throws Exception {
    CallGuard guard = guard(LIMITS.withRetries(0));
    CountDownLatch healed = new CountDownLatch(1);
    AtomicReference<String> tooLate = new AtomicReference<>();
    GuardedCall<String, RuntimeException> deaf =
        () -> {
          while (healed.getCount() > 0) {
            LockSupport.parkNanos(100_000);
          }
          return "late";
        };
    for (int call = 0; call < 2; call++) {
      assertThat(catchThrowable(() -> guard.call("hang", Duration.ofMillis(5), deaf, tooLate::set)))
          .isInstanceOfSatisfying(
              CallRefused.class,
              refused -> assertThat(refused.reason()).isEqualTo(CallRefused.Reason.TOO_SLOW));
    }
    assertThat(catchThrowable(() -> guard.call("ask", () -> "never asked")))
        .isInstanceOfSatisfying(
            CallRefused.class,
            refused -> assertThat(refused.reason()).isEqualTo(CallRefused.Reason.CROWDED));
    assertThat(counts(guard, "hang").refusals()).isEqualTo(2);
    healed.countDown();
    await().atMost(Duration.ofSeconds(20)).until(() -> "late".equals(tooLate.get()));
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> guard.call("ask", () -> "back").equals("back"));
  }

  @Test
  void interruptsWhatIsTooSlowAndTriesAgain() throws Exception {
    CallGuard guard = guard(LIMITS);
    AtomicInteger attempts = new AtomicInteger();
    CountDownLatch interrupted = new CountDownLatch(1);
    String answer =
        guard.call(
            "ask",
            () -> {
              if (attempts.incrementAndGet() > 1) {
                return "quick";
              }
              try {
                new CountDownLatch(1).await();
                return "never";
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            });
    assertThat(answer).isEqualTo("quick");
    interrupted.await();
  }

  @Test
  void aCallerThatIsInterruptedComesBackAtOnce() throws Exception {
    CallGuard guard = guard(PATIENT);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch given = new CountDownLatch(1);
    AtomicReference<Throwable> seen = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                seen.set(
                    catchThrowable(() ->
                        guard.call(
                            "ask",
                            () -> {
                              begun.countDown();
                              try {
                                new CountDownLatch(1).await();
                              } finally {
                                given.countDown();
                              }
                              return "never";
                            }))));
    begun.await();
    caller.interrupt();
    caller.join();
    given.await();
    assertThat(seen.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aBugComesOutAsItIs() {
    assertThatThrownBy(() ->
            guard(PATIENT)
                .call(
                    "ask",
                    () -> {
                      throw new AssertionError("a bug");
                    }))
        .isInstanceOf(AssertionError.class);
  }
}
