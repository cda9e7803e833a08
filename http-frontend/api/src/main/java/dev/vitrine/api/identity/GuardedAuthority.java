package dev.vitrine.api.identity;

import dev.failsafe.Bulkhead;
import dev.failsafe.BulkheadFullException;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps an authority that is slow or gone from taking the service with it: only so many requests
/// ask at a time; what cannot be reached is tried again a few times; and once it has failed several
/// times in a row nobody asks it for a while, so that everybody gets their answer at once.
///
/// The authority itself limits the time of a single question. Thread-safe.
final class GuardedAuthority implements TokenAuthority {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedAuthority.class);

  /// As many as a Keystone of usual size has workers; more would only queue there.
  private static final int MOST_AT_A_TIME = 32;

  /// Shorter than clients wait.
  private static final Duration LONGEST_QUEUE = Duration.ofSeconds(5);

  /// A single failure may be anything; five in a row are an outage.
  private static final int FAILURES_IN_A_ROW = 5;

  /// Nobody notices a restarted Keystone later than this.
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Duration BETWEEN_RETRIES = Duration.ofMillis(100);

  private final TokenAuthority authority;
  private final FailsafeExecutor<Optional<Token>> guard;

  /// @param retries how often what could not be reached is tried again
  GuardedAuthority(TokenAuthority authority, int retries) {
    this.authority = authority;
    RetryPolicy<Optional<Token>> retry =
        RetryPolicy.<Optional<Token>>builder()
            .handleIf(e -> e instanceof AuthorityUnavailable failure && !failure.reached())
            .withMaxRetries(retries)
            .withDelay(BETWEEN_RETRIES)
            .build();
    CircuitBreaker<Optional<Token>> breaker =
        CircuitBreaker.<Optional<Token>>builder()
            .handle(AuthorityUnavailable.class)
            .withFailureThreshold(FAILURES_IN_A_ROW)
            .withDelay(PAUSE)
            .onOpen(_ ->
                LOG.error(
                    "Keystone does not answer: requests whose tokens are not known already are"
                        + " refused, and it is tried again every {} s",
                    PAUSE.toSeconds()))
            .onClose(_ -> LOG.warn("Keystone answers again"))
            .build();
    Bulkhead<Optional<Token>> bulkhead =
        Bulkhead.<Optional<Token>>builder(MOST_AT_A_TIME).withMaxWaitTime(LONGEST_QUEUE).build();
    this.guard = Failsafe.with(retry, breaker, bulkhead);
  }

  @Override
  public Optional<Token> find(String text, boolean allowExpired)
      throws AuthorityUnavailable, InterruptedException {
    try {
      return guard.get(() -> authority.find(text, allowExpired));
    } catch (CircuitBreakerOpenException e) {
      throw new AuthorityUnavailable("Keystone has not answered lately", false, e);
    } catch (BulkheadFullException e) {
      throw new AuthorityUnavailable("too many questions to Keystone at a time", true, e);
    } catch (FailsafeException e) {
      switch (e.getCause()) {
        case AuthorityUnavailable unavailable -> throw unavailable;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw e;
      }
    }
  }
}
