package dev.vitrine.guard;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a service that is slow, gone or hanging from taking others with it. Thread-safe; one
/// object stands before one service.
///
/// ```
/// breaker: gone? ─ no ─▶ retries ─▶ bulkhead: a place? ─ yes ─▶ attempt, on a thread of its own
///    └─ yes: refused at once            └─ no, for too long: refused       └─ too slow: given up
/// ```
///
/// - **Time limit.** Every attempt runs on a virtual thread of its own, so that the caller comes
///   back in time even from a call that hears no interrupt. The attempt is interrupted and left to
///   itself; it keeps its place in the bulkhead until it ends. So a service that hangs takes so
///   many threads and no more, and then everybody is refused soon.
/// - **Retries** only of what the [Verdict] says may pass, and of what was too slow.
/// - **Breaker.** Counts calls, not attempts: a burst that the retries ride out is no outage. After
///   several failed calls in a row nobody asks for a while; then one call tries.
///
/// A caller that is interrupted gets [InterruptedException], and its attempt is given up.
public final class CallGuard {
  private static final Logger LOG = LoggerFactory.getLogger(CallGuard.class);

  /// Half of a pause is left to chance.
  private static final double JITTER = 0.5;

  private final String service;
  private final GuardLimits limits;
  private final Function<Throwable, Verdict> judge;
  private final CircuitBreaker<Object> breaker;
  private final Bulkhead<Object> bulkhead;
  private final FailsafeExecutor<Object> repeating;
  private final FailsafeExecutor<Object> once;
  private final Map<String, OperationCounter> counters = new ConcurrentHashMap<>();

  /// @param service what to call it in messages, as in "`service` does not answer"
  /// @param judge what a failure of a call says about the service
  public CallGuard(String service, GuardLimits limits, Function<Throwable, Verdict> judge) {
    this.service = service;
    this.limits = limits;
    this.judge = judge;
    this.breaker =
        CircuitBreaker.builder()
            .handleIf(failure -> verdict(failure) != Verdict.ANSWERED)
            .withFailureThreshold(limits.failuresInARow())
            .withSuccessThreshold(1)
            .withDelay(limits.outage())
            .onOpen(_ ->
                LOG.error(
                    "{} does not answer: what needs it is refused, and it is tried again every"
                        + " {} ms",
                    service,
                    limits.outage().toMillis()))
            .onClose(_ -> LOG.warn("{} answers again", service))
            .build();
    RetryPolicy<Object> retry =
        RetryPolicy.builder()
            .handleIf(failure -> verdict(failure) == Verdict.MAY_PASS)
            .withMaxRetries(limits.retries())
            .withBackoff(limits.firstPause(), limits.longestPause())
            .withJitter(JITTER)
            .build();
    this.bulkhead = Bulkhead.builder(limits.atATime()).build();
    this.repeating = Failsafe.with(breaker, retry);
    this.once = Failsafe.with(breaker);
  }

  /// Whether the service counts as gone at present.
  public boolean outage() {
    return breaker.isOpen();
  }

  /// What was counted, by operation.
  public Map<String, CallCounts> counts() {
    Map<String, CallCounts> counts = new TreeMap<>();
    counters.forEach((operation, counter) -> counts.put(operation, counter.counts()));
    return counts;
  }

  /// Makes a call that leaves nothing behind when its answer comes too late.
  public <T extends @Nullable Object, E extends Exception> T call(
      String operation, GuardedCall<T, E> call) throws E, CallRefused, InterruptedException {
    return call(operation, limits.timeLimit(), call, _ -> {});
  }

  /// Makes a call.
  ///
  /// @param operation under which it is counted
  /// @param timeLimit of one attempt
  /// @param late takes an answer that came after the attempt was given up, to let go of what it
  ///   holds
  /// @throws E the last attempt's failure
  public <T extends @Nullable Object, E extends Exception> T call(
      String operation, Duration timeLimit, GuardedCall<T, E> call, Consumer<? super T> late)
      throws E, CallRefused, InterruptedException {
    return call(repeating, operation, timeLimit, call, late);
  }

  /// Makes a call that must not be repeated: there is one attempt, whatever becomes of it.
  public <T extends @Nullable Object, E extends Exception> T callOnce(
      String operation, Duration timeLimit, GuardedCall<T, E> call, Consumer<? super T> late)
      throws E, CallRefused, InterruptedException {
    return call(once, operation, timeLimit, call, late);
  }

  private <T extends @Nullable Object, E extends Exception> T call(
      FailsafeExecutor<Object> policies,
      String operation,
      Duration timeLimit,
      GuardedCall<T, E> call,
      Consumer<? super T> late)
      throws E, CallRefused, InterruptedException {
    OperationCounter counter = counters.computeIfAbsent(operation, _ -> new OperationCounter());
    long begun = System.nanoTime();
    try {
      return policies.get(context -> {
        counter.attempt(context.getAttemptCount());
        return attempt(timeLimit, call, late);
      });
    } catch (CircuitBreakerOpenException e) {
      counter.failed(true);
      throw new CallRefused(CallRefused.Reason.OUTAGE, service + " has not answered lately");
    } catch (FailsafeException e) {
      switch (e.getCause()) {
        case CallRefused refused -> {
          counter.failed(true);
          throw refused;
        }
        case InterruptedException interrupted -> {
          Thread.interrupted(); // told by the exception
          throw interrupted;
        }
        case null, default -> {
          if (e.getCause() != null && verdict(e.getCause()) != Verdict.ANSWERED) {
            counter.failed(false);
          }
          Exception failure = e.getCause() instanceof Exception cause ? cause : e;
          @SuppressWarnings("unchecked") // what a call throws besides unchecked exceptions is its E
          E declared = (E) failure;
          throw declared;
        }
      }
    } finally {
      counter.ended(System.nanoTime() - begun);
    }
  }

  private <T extends @Nullable Object, E extends Exception> T attempt(
      Duration timeLimit, GuardedCall<T, E> call, Consumer<? super T> late) throws Exception {
    if (!bulkhead.tryAcquirePermit(limits.longestQueue())) {
      throw new CallRefused(
          CallRefused.Reason.CROWDED, "too many calls to " + service + " at a time");
    }
    CompletableFuture<T> outcome = new CompletableFuture<>();
    Thread thread =
        Thread.ofVirtual().name("call " + service).unstarted(() -> run(call, outcome, late));
    thread.start();
    try {
      return outcome.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      giveUp(thread, outcome, late);
      throw new CallRefused(
          CallRefused.Reason.TOO_SLOW,
          service + " did not answer in " + timeLimit.toMillis() + " ms");
    } catch (InterruptedException e) {
      giveUp(thread, outcome, late);
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    }
  }

  private <T extends @Nullable Object, E extends Exception> void run(
      GuardedCall<T, E> call, CompletableFuture<T> outcome, Consumer<? super T> late) {
    try {
      T answer = call.run();
      if (!outcome.complete(answer)) {
        late.accept(answer);
      }
    } catch (Throwable t) {
      outcome.completeExceptionally(t);
    } finally {
      bulkhead.releasePermit();
    }
  }

  private static <T extends @Nullable Object> void giveUp(
      Thread thread, CompletableFuture<T> outcome, Consumer<? super T> late) {
    if (outcome.cancel(false)) {
      thread.interrupt();
    } else if (outcome.state() == Future.State.SUCCESS) {
      late.accept(outcome.resultNow()); // it came in the same moment
    }
  }

  private Verdict verdict(Throwable failure) {
    return switch (failure) {
      case CallRefused refused ->
          refused.reason() == CallRefused.Reason.TOO_SLOW ? Verdict.MAY_PASS : Verdict.FAILED;
      case InterruptedException _ -> Verdict.ANSWERED;
      default -> judge.apply(failure);
    };
  }
}
