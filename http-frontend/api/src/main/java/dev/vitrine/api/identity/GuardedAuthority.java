package dev.vitrine.api.identity;

import dev.vitrine.guard.CallGuard;
import dev.vitrine.guard.CallRefused;
import dev.vitrine.guard.GuardLimits;
import dev.vitrine.guard.Verdict;
import java.time.Duration;
import java.util.Optional;

/// Keeps an authority that is slow or gone from taking the service with it, by a [CallGuard]: only
/// so many requests ask at a time; what cannot be reached is tried again a few times; and once it
/// has failed several times in a row nobody asks it for a while, so that everybody gets their
/// answer at once. Thread-safe.
final class GuardedAuthority implements TokenAuthority {

  /// As many as a Keystone of usual size has workers; more would only queue there.
  private static final int MOST_AT_A_TIME = 32;

  /// Shorter than clients wait.
  private static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);

  /// A single failure may be anything; five in a row are an outage.
  private static final int FAILURES_IN_A_ROW = 5;

  /// Nobody notices a restarted Keystone later than this.
  private static final Duration OUTAGE = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /// A question may need a login first, and both may need a second try with a fresh session.
  private static final int EXCHANGES = 4;

  private final TokenAuthority authority;
  private final CallGuard guard;

  /// @param exchangeLimit longest time that the authority gives a single exchange
  /// @param retries how often what could not be reached is tried again
  GuardedAuthority(TokenAuthority authority, Duration exchangeLimit, int retries) {
    this.authority = authority;
    this.guard =
        new CallGuard(
            "Keystone",
            new GuardLimits(
                MOST_AT_A_TIME,
                LONGEST_QUEUE,
                exchangeLimit.multipliedBy(EXCHANGES),
                retries,
                FIRST_PAUSE,
                LONGEST_PAUSE,
                FAILURES_IN_A_ROW,
                OUTAGE),
            GuardedAuthority::judge);
  }

  @Override
  public Optional<Token> find(String text, boolean allowExpired)
      throws AuthorityUnavailable, InterruptedException {
    try {
      return guard.call("token", () -> authority.find(text, allowExpired));
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
