package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.http.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a refusal looks, and what a fault does not show.
class ErrorsTest {
  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "application/json            | application/json",
        "text/html                   | text/html; charset=UTF-8",
        "*/*                         | text/html; charset=UTF-8",
        "application/json, */*       | text/html; charset=UTF-8",
        "text/plain                  | text/plain; charset=UTF-8",
        "application/octet-stream    | text/plain; charset=UTF-8",
        "none                        | text/plain; charset=UTF-8",
        "text/html;q=0.1, application/json       | application/json",
        "text/html;q=0.5, */*;q=0.1              | text/html; charset=UTF-8",
        "*/*, text/html;q=0.1, text/*;q=0.2      | application/json",
        "text/html;q=0, */*                      | application/json",
        "text/*                                  | text/html; charset=UTF-8",
        "text/html;q=0, text/*                   | text/plain; charset=UTF-8",
        "text/plain, application/json;q=0.999    | text/plain; charset=UTF-8",
        "APPLICATION/JSON; charset=utf-8; Q=0.3  | application/json",
        "application/json;q=0                    | text/plain; charset=UTF-8",
        "application/json;q=2, text/html;q=0.001 | text/html; charset=UTF-8",
        "*/json, application/, html, ;q=1        | text/plain; charset=UTF-8",
      })
  void theBodyIsWhatTheClientAccepts(String accept, String contentType) {
    Answer answer =
        accept == null
            ? api.get("/v2/images/missing")
            : api.get("/v2/images/missing", "Accept", accept);
    assertThat(answer.expect(404).header("Content-Type")).isEqualTo(contentType);
    assertThat(answer.text()).contains("404 Not Found").contains("missing");
  }

  @Test
  void jsonHasTheMembersThatClientsRead() {
    Answer answer = api.get("/v2/images/missing", "Accept", "application/json").expect(404);
    assertThat(answer.json().members()).containsOnlyKeys("message", "code", "title");
    assertThat(answer.string("code")).isEqualTo("404 Not Found");
    assertThat(answer.string("title")).isEqualTo("Not Found");
    assertThat(answer.string("message")).contains("missing").endsWith("<br /><br />\n\n\n");
  }

  @Test
  void plainTextIsTheStatusLineAndTheMessage() {
    assertThat(api.get("/v2/nothing").expect(404).text())
        .isEqualTo("404 Not Found\n\nThere is nothing at this path\n\n");
  }

  @Test
  void nothingFromTheClientBecomesMarkup() {
    Answer answer = api.get("/v2/images/%3Cscript%3E'%22&", "Accept", "text/html").expect(404);
    assertThat(answer.text()).doesNotContain("<script>").contains("&lt;script&gt;'\"&amp;");
    assertThat(answer.text()).contains("<title>404 Not Found</title>").contains("<h1>");
  }

  @Test
  void acceptNeverMattersForSuccess() {
    api.get("/v2/images", "Accept", "image/png").expect(200);
  }

  @Test
  void aRegistryThatFailsIsUnavailableAndKeepsItsSecrets() {
    api.registry().close();
    Answer answer = api.get("/v2/images/x", "Accept", "application/json").expect(503);
    assertThat(answer.text()).doesNotContain("registry").doesNotContain("Exception");
    assertThat(answer.header("x-openstack-request-id")).startsWith("req-");
  }

  @Test
  void aCommitThatFailsIsUnavailable() {
    api.registry().inject(_ -> true, new MemoryRegistry.Fault.Unavailable());
    api.post("/v2/images", "{}").expect(503);
    api.post("/v2/images", "{}").expect(201);
  }

  @Test
  void whatNobodyExpectedIsAnInternalErrorWithAnId() {
    Problem problem = ErrorTable.problemOf(new IllegalStateException("password=secret"));
    assertThat(problem.status()).isEqualTo(500);
    assertThat(problem.text()).doesNotContain("secret");
    assertThat(ErrorTable.isFault(new IllegalStateException())).isTrue();
  }

  @Test
  void aBodyThatBreaksOffIsTheClientsOwnFault() {
    Answer answer =
        api.send("POST", "/v2/images", FakeBody.fixed(new byte[] {'{'}, 1).breakingOff());
    answer.expect(400);
  }

  @Test
  void aJsonBodyHasALimit() {
    FakeBody declared = FakeBody.claiming(JsonBody.MAX_BYTES + 1);
    api.send("POST", "/v2/images", declared).expect(413);
    assertThat(declared.wasRead()).isFalse();
    Answer answer =
        api.send("POST", "/v2/images", FakeBody.chunked(new byte[JsonBody.MAX_BYTES + 1], 100_000));
    assertThat(answer.expect(413).header("Retry-After")).isNull();
  }

  @Test
  void theRequestIdIsTheClientsOwnOrAFreshOne() {
    assertThat(api.get("/v2/images").header("x-openstack-request-id")).startsWith("req-");
    assertThat(id("mine")).isEqualTo("req-mine");
    assertThat(id("req-mine")).isEqualTo("req-mine");
    assertThat(id("m".repeat(64))).isEqualTo("req-" + "m".repeat(64));
    assertThat(id("ä ö")).startsWith("req-").doesNotContain("ä");
    Answer tooLong = api.get("/v2/images", "X-Openstack-Request-Id", "m".repeat(65)).expect(431);
    assertThat(tooLong.header("x-openstack-request-id")).startsWith("req-").hasSize(40);
  }

  private @org.jspecify.annotations.Nullable String id(String wanted) {
    return api.get("/v2/images", "X-Openstack-Request-Id", wanted)
        .expect(200)
        .header("x-openstack-request-id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/images", "/v2/images/x", "/v2/nothing", "/v2/images/%zz"})
  void everyAnswerOfTheApiHasARequestId(String path) {
    assertThat(api.get(path).header("x-openstack-request-id")).startsWith("req-");
  }

  @Test
  void theLogLearnsWhoAskedForWhat() {
    Request request = api.get("/v2/images/x/file", "X-Caller", "p1").request();
    assertThat(request.facts().project()).isEqualTo("p1");
    assertThat(request.facts().route()).isEqualTo("/v2/images/{id}/file");
    assertThat(request.facts().id()).startsWith("req-");
    assertThat(api.get("/v2/nothing").request().facts().route()).isEqualTo("-");
  }
}
