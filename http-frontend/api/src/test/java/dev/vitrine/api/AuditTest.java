package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/// One record for each change of state and each refusal, and none of a secret anywhere.
@Isolated("hears every logger of the process")
class AuditTest {
  private static final String TOKEN = "gAAAAAB-the-callers-own-token";
  private static final String PASSWORD = "Basic cm9vdDpzZWNyZXQtcGFzc3dvcmQ=";

  private final Logger everything = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Level before = everything.getLevel();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final TestApi api = new TestApi();

  @BeforeEach
  void listen() {
    lines.start();
    everything.setLevel(Level.DEBUG);
    everything.addAppender(lines);
  }

  @AfterEach
  void stop() {
    everything.detachAppender(lines);
    everything.setLevel(before);
    api.close();
  }

  private List<String> records() {
    List<String> records =
        List.copyOf(lines.list).stream()
            .filter(line -> line.getLoggerName().equals("dev.vitrine.audit"))
            .map(ILoggingEvent::getFormattedMessage)
            .toList();
    lines.list.clear();
    return records;
  }

  private void expectOne(String... parts) {
    assertThat(records()).singleElement().satisfies(record -> assertThat(record).contains(parts));
  }

  @Test
  void recordsEachChangeOnceWithWhoWhatAndOutcome() {
    String id = api.image("one", "X-Caller", "p");
    expectOne(
        "user=user project=p ",
        "action=\"POST /v2/images\"",
        "target=",
        id,
        "outcome=done status=201");
    api.upload(id, new byte[10], "X-Caller", "p").expect(204);
    expectOne("PUT /v2/images/{id}/file", "target=/v2/images/" + id + "/file", "outcome=done");
    String rename = "[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"two\"}]";
    api.patch("/v2/images/" + id, rename, "X-Caller", "p").expect(200);
    expectOne("PATCH /v2/images/{id}", "outcome=done status=200");
    api.send("PUT", "/v2/images/" + id + "/tags/t", FakeBody.none(), "X-Caller", "p").expect(204);
    expectOne("PUT /v2/images/{id}/tags/{tag}", "outcome=done");
    api.post("/v2/images/" + id + "/members", "{\"member\":\"q\"}", "X-Caller", "p").expect(200);
    expectOne("POST /v2/images/{id}/members", "outcome=done");
    api.post("/v2/images/" + id + "/actions/deactivate", "", "X-Caller", "p").expect(204);
    expectOne("actions/deactivate", "outcome=done");
    api.delete("/v2/images/" + id, "X-Caller", "p").expect(204);
    expectOne("DELETE /v2/images/{id}", "outcome=done status=204");
  }

  @Test
  void recordsEachRefusalForWhatItIs() {
    String id = api.image("one", "X-Caller", "p");
    records();
    api.get("/v2/images", "X-Caller", "nobody").expect(401);
    expectOne("user=- project=- ", "outcome=refused status=401", "reason=");
    api.post("/v2/images", "{}", "X-Caller", "reader:p").expect(403);
    expectOne("project=p", "outcome=refused status=403");
    api.get("/v2/images/" + id, "X-Caller", "q").expect(404);
    expectOne("project=q", "GET /v2/images/{id}", "outcome=refused status=404");
    api.delete("/v2/images/" + id, "X-Caller", "q").expect(404);
    expectOne("project=q", "DELETE /v2/images/{id}", "outcome=refused status=404");
    api.get("/v2/tasks", "X-Caller", "p").expect(403);
    expectOne("GET /v2/tasks", "outcome=refused");
  }

  @Test
  void recordsAChangeThatFailedAsNoneThatWasDone() {
    api.delete("/v2/images/nothing-there", "X-Caller", "p").expect(404);
    expectOne("outcome=rejected status=404");
    api.post("/v2/images", "{\"name\":", "X-Caller", "p").expect(400);
    expectOne("outcome=rejected status=400");
  }

  @Test
  void recordsNothingOfThoseWhoOnlyLook() {
    String id = api.image("one", "X-Caller", "p");
    records();
    api.get("/v2/images", "X-Caller", "p").expect(200);
    api.get("/v2/images/" + id, "X-Caller", "p").expect(200);
    api.get("/v2/images/none", "X-Caller", "p").expect(404);
    assertThat(records()).isEmpty();
  }

  @Test
  void neverTellsATokenOrAPassword() {
    String[] secrets = {
      "X-Auth-Token",
      TOKEN,
      "X-Service-Token",
      TOKEN,
      "X-Storage-Token",
      TOKEN,
      "Authorization",
      PASSWORD,
      "X-Caller",
      "p"
    };
    String id = api.image("one", secrets);
    api.upload(id, new byte[10], secrets).expect(204);
    api.upload(id, new byte[10], secrets).expect(409);
    api.get("/v2/images?name=x&token=" + TOKEN, secrets);
    api.get("/v2/images?limit=" + TOKEN, secrets).expect(400);
    api.get("/v2/images", "X-Caller", "nobody", "X-Auth-Token", TOKEN).expect(401);
    api.send("BREW", "/v2/images", FakeBody.none(), secrets).expect(405);
    assertThat(lines.list)
        .isNotEmpty()
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(line -> line.contains(TOKEN) || line.contains("cm9vdDpzZWNyZXQ"));
  }
}
