package dev.vitrine.api.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.blobstore.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks about each token once a while: what was found valid counts for that long, unless it expires
/// earlier; what was not is asked anew. While one request asks, others with the same token wait for
/// its answer.
///
/// A token that is revoked goes on to count until its time here is over; that is the price, and why
/// the time is an option. Tokens are kept as digests, so that no dump of memory has one.
///
/// Thread-safe.
final class TokenCache implements TokenAuthority {
  /// About a kilobyte each: tens of megabytes at most, and more tokens than clouds use at a time.
  private static final long MOST_TOKENS = 20_000;

  /// Longer than the authority's own limits: only a bug would let it pass.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /// What is being asked.
  private record Question(Digest token, boolean allowExpired) {}

  private final TokenAuthority authority;
  private final InstantSource clock;
  private final Cache<Digest, Token> known;
  private final ConcurrentMap<Question, CompletableFuture<Optional<Token>>> asked =
      new ConcurrentHashMap<>();

  /// @param time how long an answer counts; more than zero
  TokenCache(TokenAuthority authority, Duration time, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
    this.known = Caffeine.newBuilder().maximumSize(MOST_TOKENS).expireAfterWrite(time).build();
  }

  @Override
  public Optional<Token> find(String text, boolean allowExpired)
      throws AuthorityUnavailable, InterruptedException {
    Digest digest = digest(text);
    Token token = known.getIfPresent(digest);
    if (token != null) {
      boolean valid = allowExpired || !token.isExpired(clock.instant());
      return valid ? Optional.of(token) : Optional.empty();
    }
    return ask(text, digest, allowExpired);
  }

  private Optional<Token> ask(String text, Digest digest, boolean allowExpired)
      throws AuthorityUnavailable, InterruptedException {
    Question question = new Question(digest, allowExpired);
    while (true) {
      CompletableFuture<Optional<Token>> mine = new CompletableFuture<>();
      CompletableFuture<Optional<Token>> others = asked.putIfAbsent(question, mine);
      if (others == null) {
        return askMyself(text, digest, allowExpired, question, mine);
      }
      try {
        return others.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (CancellationException e) {
        // Whoever asked gave up for reasons of its own: ask anew.
      } catch (TimeoutException e) {
        throw new AuthorityUnavailable("no answer about a token in time", true, e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AuthorityUnavailable unavailable) {
          throw unavailable;
        }
        throw new IllegalStateException("asking about a token failed", e.getCause());
      }
    }
  }

  private Optional<Token> askMyself(
      String text,
      Digest digest,
      boolean allowExpired,
      Question question,
      CompletableFuture<Optional<Token>> answer)
      throws AuthorityUnavailable, InterruptedException {
    try {
      Optional<Token> found = authority.find(text, allowExpired);
      found.ifPresent(token -> known.put(digest, token));
      answer.complete(found);
      return found;
    } catch (AuthorityUnavailable | RuntimeException e) {
      answer.completeExceptionally(e);
      throw e;
    } finally {
      asked.remove(question, answer);
      answer.cancel(false); // nothing, when it is complete
    }
  }

  private static Digest digest(String text) {
    return Digest.sha256(List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }
}
