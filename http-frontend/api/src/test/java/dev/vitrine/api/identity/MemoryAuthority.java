package dev.vitrine.api.identity;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/// A [TokenAuthority] in memory, which can be away, and can be held up. Counts what it was asked.
final class MemoryAuthority implements TokenAuthority {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  final AtomicInteger questions = new AtomicInteger();
  final Semaphore answers = new Semaphore(Integer.MAX_VALUE);
  volatile boolean away;

  /// What expires does so by this.
  volatile Instant now = NOON;

  private final Map<String, Token> tokens = new ConcurrentHashMap<>();

  MemoryAuthority issue(String text, String user, String project, String... roles) {
    tokens.put(
        text,
        new Token(
            user,
            "default",
            project,
            "default",
            null,
            false,
            Set.of(roles),
            true,
            NOON.plusSeconds(3600),
            Set.of("image"),
            null));
    return this;
  }

  void revoke(String text) {
    tokens.remove(text);
  }

  @Override
  public Optional<Token> find(String text, boolean allowExpired)
      throws AuthorityUnavailable, InterruptedException {
    questions.incrementAndGet();
    answers.acquire();
    answers.release();
    if (away) {
      throw new AuthorityUnavailable("away, as arranged", false, null);
    }
    return Optional.ofNullable(tokens.get(text))
        .filter(token -> allowExpired || !token.isExpired(now));
  }
}
