package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pages of other origins, and pages of ours.
class BrowsersTest {
  private static final String HERE = "https://dashboard.example";

  private final TestApi api = new TestApi(ApiOptions.defaults().withCors(cors(HERE, true)));

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void answersAPreflightBeforeItAsksWhoItIs() {
    Answer answer =
        preflight("PUT", "x-auth-token, Content-Type", "X-Caller", "nobody").expect(200);

    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(HERE);
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEqualTo("true");
    assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("PUT");
    assertThat(answer.header("Access-Control-Allow-Headers"))
        .isEqualTo("x-auth-token,Content-Type");
    assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
    assertThat(answer.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void promisesNothingThatWasNotAllowed() {
    for (Answer answer :
        List.of(
            preflight("TRACE", "Accept"),
            preflight("PUT", "X-Unheard-Of"),
            api.send("OPTIONS", "/v2/images", FakeBody.none(), "Origin", HERE),
            api.send(
                "OPTIONS",
                "/v2/images",
                FakeBody.none(),
                "Origin",
                "https://evil.example",
                "Access-Control-Request-Method",
                "GET"))) {
      answer.expect(200);
      assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }
  }

  @Test
  void letsPagesOfAllowedOriginsReadAnswersAndRefusals() {
    for (String path : List.of("/v2/images", "/v2/images/none", "/")) {
      Answer answer = api.get(path, "Origin", HERE);
      assertThat(answer.header("Access-Control-Allow-Origin")).as(path).isEqualTo(HERE);
      assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("X-One,X-Two");
      assertThat(answer.header("Vary")).isEqualTo("Origin");
    }
  }

  @Test
  void saysNothingToOtherOriginsAndWithoutAny() {
    assertThat(api.get("/v2/images").header("Access-Control-Allow-Origin")).isNull();
    assertThat(api.get("/v2/images", "Origin", HERE + ".evil.example").header("Vary")).isNull();
    assertThat(api.get("/healthcheck", "Origin", HERE).header("Vary")).isNull();
  }

  @Test
  void letsInEveryOriginWhenToldTo() {
    try (TestApi open = new TestApi(ApiOptions.defaults().withCors(cors("*", true)));
        TestApi plain = new TestApi(ApiOptions.defaults().withCors(cors("*", false)))) {
      assertThat(open.get("/v2/images", "Origin", "null").header("Access-Control-Allow-Origin"))
          .isEqualTo("null");
      Answer answer = plain.get("/v2/images", "Origin", HERE);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
    }
  }

  @Test
  void holdsEachOriginToTheRuleThatNamesIt() {
    CorsOptions any =
        new CorsOptions(List.of("*"), false, List.of(), Duration.ZERO, List.of("GET"), List.of());
    try (TestApi several = new TestApi(ApiOptions.defaults().withCors(any, cors(HERE, true)))) {
      Answer here = several.get("/", "Origin", HERE);
      assertThat(here.header("Access-Control-Allow-Origin")).isEqualTo(HERE);
      assertThat(here.header("Access-Control-Expose-Headers")).isEqualTo("X-One,X-Two");
      Answer elsewhere = several.get("/", "Origin", "https://elsewhere.example");
      assertThat(elsewhere.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(elsewhere.header("Access-Control-Expose-Headers")).isNull();
    }
  }

  @Test
  void letsBrowsersRunNothingOfAPage() {
    for (String path : List.of("/v2/images/%3Cscript%3E", "/healthcheck")) {
      Answer page = api.get(path, "Accept", "text/html");
      assertThat(page.header("Content-Type")).startsWith("text/html");
      assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
      assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    }
    assertThat(api.get("/v2/images").header("Content-Security-Policy")).isNull();
  }

  private Answer preflight(String method, String headers, String... more) {
    String[] all = {
      "Origin",
      HERE,
      "Access-Control-Request-Method",
      method,
      "Access-Control-Request-Headers",
      headers,
      more.length == 0 ? "Accept" : more[0],
      more.length == 0 ? "*/*" : more[1]
    };
    return api.send("OPTIONS", "/v2/images/x/file", FakeBody.none(), all);
  }

  private static CorsOptions cors(String origin, boolean credentials) {
    return new CorsOptions(
        List.of(origin),
        credentials,
        List.of("X-One", "X-Two"),
        Duration.ofMinutes(10),
        List.of("GET", "PUT"),
        List.of("X-Auth-Token"));
  }
}
