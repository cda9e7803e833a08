package dev.vitrine.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.json.JsonValue.JsonNull;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `/v2/tasks`.
class TasksTest {
  private static final String IMPORT =
      "{\"type\":\"import\",\"input\":{\"import_from\":\"http://x.example/i\",\"n\":[1,null,true]}}";

  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aTaskIsOrderedAndLookedAfter() {
    Answer created = api.post("/v2/tasks", IMPORT).expect(201);
    String path = created.string("self");
    assertThat(created.header("Location")).isEqualTo("http://images.example:9292" + path);
    assertThat(created.json().members().keySet())
        .containsExactlyInAnyOrder(
            "id",
            "type",
            "status",
            "input",
            "result",
            "image_id",
            "owner",
            "message",
            "created_at",
            "updated_at",
            "request_id",
            "user_id",
            "self",
            "schema");
    assertThat(created.string("status")).isEqualTo("pending");
    assertThat(created.string("request_id")).isEqualTo(created.header("x-openstack-request-id"));
    assertThat(created.member("result")).isEqualTo(new JsonNull());

    awaitEnds(1);
    Answer shown = api.get(path).expect(200);
    assertThat(shown.string("status")).isEqualTo("failure");
    assertThat(shown.string("message")).contains("x.example");
    api.get("/v2/images/" + created.string("image_id")).expect(404);
    assertThat(shown.string("expires_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(shown.text())
        .contains("\"input\":{\"import_from\":\"http://x.example/i\",\"n\":[1,null,true]}");

    Answer refused = api.delete(path).expect(405);
    assertThat(refused.header("Allow")).isEqualTo("GET");
    api.get("/v2/tasks/missing").expect(404);
  }

  private void awaitEnds(int count) {
    await()
        .atMost(20, SECONDS)
        .until(
            () -> api.get("/v2/tasks?status=failure").text().split("\"type\"", -1).length > count);
  }

  @Test
  void aListShowsTasksInShort() {
    for (int i = 0; i < 3; i++) {
      api.post("/v2/tasks", IMPORT).expect(201);
    }
    awaitEnds(3);

    Answer page = api.get("/v2/tasks?limit=2&status=failure").expect(200);
    assertThat(page.text())
        .startsWith("{\"tasks\":[{\"id\":")
        .doesNotContain("\"input\"", "\"result\"", "\"message\"");
    assertThat(page.string("first")).isEqualTo("/v2/tasks?limit=2&status=failure");
    assertThat(page.string("schema")).isEqualTo("/v2/schemas/tasks");
    String next = page.string("next");
    assertThat(next).startsWith("/v2/tasks?limit=2&status=failure&marker=");
    assertThat(api.get(next).expect(200).member("next")).isNull();
    assertThat(api.get("/v2/tasks?status=success").expect(200).text())
        .contains("\"tasks\":[]")
        .contains("\"first\":\"/v2/tasks?status=success\"");
    assertThat(api.get("/v2/tasks?unknown=x&type=import").text()).contains("\"id\"");
    assertThat(api.get("/v2/tasks?owner=nobody").text()).contains("\"tasks\":[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=x",
        "limit=-1",
        "marker=x",
        "marker=1bea47ed-f6a9-463b-b423-14b9cca9ad27",
        "sort_key=x",
        "sort_dir=x",
        "status=x",
        "type=api_image_import"
      })
  void aListIsAskedForWithSense(String query) {
    api.get("/v2/tasks?" + query).expect(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{'type':'import'}",
        "{'input':{}}",
        "{'type':'import','input':null}",
        "{'type':'import','input':[]}",
        "{'type':'nonsense','input':{}}",
        "{'type':'api_image_import','input':{},'x':1}",
        "{'type':'api_image_import','input':{},'status':'nonsense'}",
        "{'type':'import','input':{}}",
        "{'type':'import','input':{'import_from':1}}",
        "{'type':'import','input':{'import_from':'file:///etc/passwd'}}",
        "{'type':'import','input':{'import_from':'ftp://x.example/i'}}",
        "{'type':'import','input':{'import_from':'http://'}}",
        "{'type':'import','input':{'import_from':'no url'}}"
      })
  void whatMakesNoSenseIsRefused(String body) {
    api.post("/v2/tasks", body.replace('\'', '"')).expect(400);
  }

  @Test
  void whatOnlyTheServiceSaysIsIgnored() {
    Answer created =
        api.post(
                "/v2/tasks",
                "{\"type\":\"api_image_import\",\"input\":{\"image_id\":\"i\"},\"status\":\"success\","
                    + "\"owner\":\"x\"}")
            .expect(201);
    assertThat(created.string("status")).isEqualTo("pending");
    assertThat(created.string("owner")).isEqualTo("operations");
    assertThat(created.string("image_id")).isEqualTo("i");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/tasks",
    "GET, /v2/tasks?limit=x",
    "GET, /v2/tasks/x",
    "POST, /v2/tasks",
    "DELETE, /v2/tasks/x"
  })
  void tasksAreForAdministrators(String method, String target) {
    api.send(method, target, FakeBody.none(), "X-Caller", "p").expect(403);
  }

  @Test
  void anImageTellsOfItsTasks() {
    String id = api.image("n");
    assertThat(api.get("/v2/images/" + id + "/tasks").expect(200).text())
        .isEqualTo("{\"tasks\":[]}");
    api.post(
            "/v2/tasks",
            "{\"type\":\"api_image_import\",\"input\":{\"image_id\":\"%s\"}}".formatted(id))
        .expect(201);

    String tasks = api.get("/v2/images/" + id + "/tasks").expect(200).text();

    assertThat(tasks)
        .contains("\"image_id\":\"" + id + "\"")
        .contains("\"deleted\":false")
        .containsPattern("\"created_at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\"");
    api.get("/v2/images/missing/tasks").expect(404);
  }

  @Test
  void theSchemasAreWhatTasksLookLike() {
    assertThat(api.get("/v2/schemas/task").expect(200).text())
        .contains("\"input\":{\"type\":[\"null\",\"object\"]")
        .contains("\"enum\":[\"import\",\"api_image_import\",\"location_import\"]")
        .doesNotContain("additionalProperties");
    assertThat(api.get("/v2/schemas/tasks").expect(200).text())
        .contains("\"rel\":\"describedby\"")
        .doesNotContain("\"input\"");
  }
}
