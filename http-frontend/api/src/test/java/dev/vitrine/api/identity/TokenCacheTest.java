package dev.vitrine.api.identity;

import static dev.vitrine.api.identity.MemoryAuthority.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
  private final MemoryAuthority authority =
      new MemoryAuthority().issue("good", "ada", "engines", "member");
  private final TokenCache cache =
      new TokenCache(authority, Duration.ofMinutes(5), () -> authority.now);

  @Test
  void asksOnceForATokenThatIsValid() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(cache.find("good", false)).map(Token::user).contains("ada");
    }
    assertThat(authority.questions).hasValue(1);
  }

  @Test
  void asksAgainAboutWhatWasNotValid() throws Exception {
    assertThat(cache.find("new", false)).isEmpty();
    authority.issue("new", "bob", "engines");
    assertThat(cache.find("new", false)).isPresent();
  }

  @Test
  void aTokenThatExpiresWhileItIsKnownCountsNoMore() throws Exception {
    assertThat(cache.find("good", false)).isPresent();
    authority.now = NOON.plusSeconds(3600);
    assertThat(cache.find("good", false)).isEmpty();
    assertThat(cache.find("good", true)).as("on behalf of a service").isPresent();
  }

  @Test
  void aRevokedTokenGoesOnCountingForTheTimeOfTheCacheOnly() throws Exception {
    TokenCache brief = new TokenCache(authority, Duration.ofMillis(50), () -> authority.now);
    assertThat(brief.find("good", false)).isPresent();
    authority.revoke("good");
    await().atMost(Duration.ofSeconds(10)).until(() -> brief.find("good", false).isEmpty());
  }

  @Test
  void doesNotRememberThatNobodyAnswered() throws Exception {
    authority.away = true;
    assertThatThrownBy(() -> cache.find("good", false)).isInstanceOf(AuthorityUnavailable.class);
    authority.away = false;
    assertThat(cache.find("good", false)).isPresent();
  }

  @Test
  void manyThatBringTheSameTokenAtOnceAskOnce() throws Exception {
    authority.answers.drainPermits();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Token>>> found = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        found.add(threads.submit(() -> cache.find("good", false)));
      }
      await().until(() -> authority.questions.get() > 0);
      authority.answers.release();
      for (Future<Optional<Token>> one : found) {
        assertThat(one.get(10, TimeUnit.SECONDS)).isPresent();
      }
    }
    assertThat(authority.questions).hasValue(1);
  }
}
