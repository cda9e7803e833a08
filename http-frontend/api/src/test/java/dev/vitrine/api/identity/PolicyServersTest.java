package dev.vitrine.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.identity.PolicyServers.ContentType;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.policy.Facts;
import dev.vitrine.images.policy.RuleBook;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyServersTest {
  private static final Facts CREDENTIALS =
      Facts.of(Map.of("user_id", "ada", "roles", List.of("member")));
  private static final Facts TARGET = Facts.of(Map.of("name", "a/../b?x=\"1\"&y"));

  private static boolean holds(String check, ContentType contentType) throws Exception {
    return holds(check, contentType, Duration.ofSeconds(5));
  }

  private static boolean holds(String check, ContentType contentType, Duration timeout)
      throws Exception {
    ClientTls tls = new ClientTls(null, null, null, false);
    try (PolicyServers servers = PolicyServers.open(tls, timeout, contentType)) {
      return book(check, servers).allows("asked", true, CREDENTIALS, TARGET);
    }
  }

  private static RuleBook book(String check, PolicyServers servers) {
    return RuleBook.of(List.of(), Map.of("asked", check), RuleBook.Options.DEFAULTS, servers);
  }

  private static LocalServer answering(int status, String body) throws IOException {
    return new LocalServer(_ -> new LocalServer.Reply(status, body));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "200, True, true",
        "200, '\"True\"', true",
        "200, ' True ', true",
        "200, true, false",
        "200, False, false",
        "200, '', false",
        "200, 'True dat', false",
        "500, True, false",
        "302, True, false"
      })
  void takesTrueForYesAndAllElseForNo(int status, String body, boolean expected) throws Exception {
    try (LocalServer server = answering(status, body)) {
      assertThat(holds(server.url("/check").toString(), ContentType.FORM)).isEqualTo(expected);
    }
  }

  @Test
  void postsRuleTargetAndCredentialsAsAForm() throws Exception {
    try (LocalServer server = answering(200, "True")) {
      assertThat(holds(server.url("/check").toString(), ContentType.FORM)).isTrue();
      LocalServer.Asked asked = server.asked.getFirst();
      assertThat(asked.method()).isEqualTo("POST");
      assertThat(asked.contentType()).isEqualTo("application/x-www-form-urlencoded");
      assertThat(asked.body().split("&"))
          .extracting(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
          .containsExactly(
              "rule=\"asked\"",
              "target={\"name\":\"a/../b?x=\\\"1\\\"&y\"}",
              "credentials=" + credentials(asked.body()));
    }
  }

  @Test
  void postsOneDocumentWhereThatIsWanted() throws Exception {
    try (LocalServer server = answering(200, "True")) {
      assertThat(holds(server.url("/check").toString(), ContentType.JSON)).isTrue();
      LocalServer.Asked asked = server.asked.getFirst();
      assertThat(asked.contentType()).isEqualTo("application/json");
      assertThat(asked.body())
          .startsWith("{\"rule\":\"asked\",\"target\":{\"name\":")
          .contains("\"roles\":[\"member\"]", "\"user_id\":\"ada\"");
    }
  }

  private static String credentials(String form) {
    String text = URLDecoder.decode(form, StandardCharsets.UTF_8);
    String credentials = text.substring(text.indexOf("&credentials=") + "&credentials=".length());
    assertThat(credentials).contains("\"user_id\":\"ada\"", "\"roles\":[\"member\"]");
    return credentials;
  }

  @Test
  void keepsValuesOfTheTargetWithinTheirPartOfTheUrl() throws Exception {
    try (LocalServer server = answering(200, "True")) {
      assertThat(holds(server.url("/check/") + "%(name)s", ContentType.FORM)).isTrue();
      assertThat(server.asked.getFirst().target()).isEqualTo("/check/a%2F..%2Fb%3Fx%3D%221%22%26y");
    }
  }

  @Test
  void deniesWhereAValueOfTheTargetWouldNameTheServer() throws Exception {
    assertThat(holds("http://%(name)s/", ContentType.FORM)).isFalse();
    assertThat(holds("not http://%(name)s/", ContentType.FORM)).isFalse();
  }

  @Test
  void deniesWhatNobodyAnswersEvenTheContrary() throws Exception {
    LocalServer server = answering(200, "True");
    URI gone = server.url("/");
    server.close();
    assertThat(holds(gone.toString(), ContentType.FORM)).isFalse();
    assertThat(holds("not " + gone, ContentType.FORM)).isFalse();
    assertThat(holds("@ or " + gone, ContentType.FORM)).isTrue();
  }

  @Test
  void deniesWhatIsNotAnsweredInTimeAndSoonDoesNotAskAnyMore() throws Exception {
    Semaphore never = new Semaphore(0);
    try (LocalServer server =
            new LocalServer(_ -> {
              never.acquire();
              return new LocalServer.Reply(200, "True");
            });
        PolicyServers servers =
            PolicyServers.open(
                new ClientTls(null, null, null, false), Duration.ofMillis(100), ContentType.FORM)) {
      RuleBook book = book(server.url("/").toString(), servers);
      for (int i = 0; i < 20; i++) {
        assertThat(book.allows("asked", true, CREDENTIALS, TARGET)).isFalse();
      }
      assertThat(server.asked).hasSize(5);
    }
  }
}
