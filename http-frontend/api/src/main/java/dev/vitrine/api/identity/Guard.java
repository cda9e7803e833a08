package dev.vitrine.api.identity;

import dev.vitrine.guard.CallGuard;
import dev.vitrine.guard.CallRefused;
import dev.vitrine.guard.GuardLimits;
import dev.vitrine.guard.GuardedCall;
import dev.vitrine.guard.Verdict;
import java.time.Duration;

/// Keeps a server that is asked about callers from taking the service with it when it is slow or
/// gone, by a [CallGuard]: only so many requests ask at a time; what cannot be reached is tried
/// again a few times; and once it has failed several times in a row nobody asks it for a while, so
/// that everybody gets their answer at once. Thread-safe.
final class Guard {

  /// As many as a Keystone of usual size has workers; more would only queue there.
  private static final int MOST_AT_A_TIME = 32;

  /// Shorter than clients wait.
  private static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);

  /// A single failure may be anything; five in a row are an outage.
  private static final int FAILURES_IN_A_ROW = 5;

  /// Nobody notices a restarted server later than this.
  private static final Duration OUTAGE = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final CallGuard calls;

  /// @param server what the operator knows it as
  /// @param timeLimit longest time that a question may take, with all its exchanges
  /// @param retries how often what could not be reached is tried again
  Guard(String server, Duration timeLimit, int retries) {
    this.calls =
        new CallGuard(
            server,
            new GuardLimits(
                MOST_AT_A_TIME,
                LONGEST_QUEUE,
                timeLimit,
                retries,
                FIRST_PAUSE,
                LONGEST_PAUSE,
                FAILURES_IN_A_ROW,
                OUTAGE),
            Guard::judge);
  }

  /// @param about what is asked for, under which it is counted
  <T> T ask(String about, GuardedCall<T, AuthorityUnavailable> question)
      throws AuthorityUnavailable, InterruptedException {
    try {
      return calls.call(about, question);
    } catch (CallRefused e) {
      throw new AuthorityUnavailable(e.getMessage(), e.reason() != CallRefused.Reason.OUTAGE, e);
    }
  }

  private static Verdict judge(Throwable failure) {
    if (failure instanceof AuthorityUnavailable unavailable) {
      return unavailable.reached() ? Verdict.FAILED : Verdict.MAY_PASS;
    }
    return Verdict.ANSWERED;
  }
}
