package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonValue.JsonText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `/v2/images/{id}/members`.
class MembersTest {
  private final TestApi api = new TestApi();
  private String id = "";
  private String members = "";

  @BeforeEach
  void create() {
    id = api.create("{\"name\":\"shared\"}", "X-Caller", "o");
    members = "/v2/images/" + id + "/members";
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aMemberIsAddedAnswersAndIsRemoved() {
    Answer added = add("m").expect(200);
    assertThat(added.json().members().keySet())
        .containsExactlyInAnyOrder(
            "member_id", "image_id", "status", "created_at", "updated_at", "schema");
    assertThat(added.string("member_id")).isEqualTo("m");
    assertThat(added.string("image_id")).isEqualTo(id);
    assertThat(added.string("status")).isEqualTo("pending");
    assertThat(added.string("schema")).isEqualTo("/v2/schemas/member");
    assertThat(added.string("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

    assertThat(answer("m", "accepted").expect(200).string("status")).isEqualTo("accepted");
    assertThat(api.get(members + "/m", "X-Caller", "m").expect(200).string("status"))
        .isEqualTo("accepted");

    Answer list = api.get(members, "X-Caller", "o").expect(200);
    assertThat(list.text()).startsWith("{\"members\":[{").contains("\"member_id\":\"m\"");
    assertThat(list.string("schema")).isEqualTo("/v2/schemas/members");

    assertThat(api.delete(members + "/m", "X-Caller", "o").expect(204).body()).isEmpty();
    assertThat(api.get(members, "X-Caller", "o").expect(200).text())
        .isEqualTo("{\"members\":[],\"schema\":\"/v2/schemas/members\"}");
    api.get(members + "/m", "X-Caller", "o").expect(404);
    api.delete(members + "/m", "X-Caller", "o").expect(404);
  }

  @Test
  void whatWasAcceptedIsListed() {
    add("m").expect(200);
    assertThat(api.get("/v2/images", "X-Caller", "m").names()).isEmpty();
    assertThat(
            api.get("/v2/images?visibility=shared&member_status=pending", "X-Caller", "m").names())
        .containsExactly("shared");

    answer("m", "accepted").expect(200);

    assertThat(api.get("/v2/images", "X-Caller", "m").names()).containsExactly("shared");
    assertThat(api.get("/v2/images?member_status=rejected", "X-Caller", "m").names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"member\":\"\"}",
        "{\"member\":null}",
        "{\"member\":1}"
      })
  void aMemberIsNamedByAString(String body) {
    api.post(members, body, "X-Caller", "o").expect(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"status\":\"\"}",
        "{\"status\":\"Accepted\"}",
        "{\"status\":null}",
        "{\"status\":[\"accepted\"]}"
      })
  void anAnswerIsOneOfThree(String body) {
    add("m").expect(200);
    api.send("PUT", members + "/m", TestApi.body(body), "X-Caller", "m").expect(400);
  }

  @Test
  void otherMembersOfTheBodyAreIgnored() {
    api.post(members, "{\"member\":\"m\",\"status\":\"accepted\",\"x\":1}", "X-Caller", "o")
        .expect(200);
    assertThat(api.get(members + "/m").string("status")).isEqualTo("pending");
  }

  @Test
  void refusalsHaveTheirStatus() {
    add("m").expect(200);
    add("m").expect(409);
    api.post(members, "{\"member\":\"p\"}", "X-Caller", "m").expect(403);
    api.post(members, "{\"member\":\"p\"}", "X-Caller", "x").expect(404);
    api.send("PUT", members + "/m", TestApi.body("{\"status\":\"accepted\"}"), "X-Caller", "o")
        .expect(403);
    api.send("PUT", members + "/m", TestApi.body("{\"status\":\"accepted\"}"), "X-Caller", "x")
        .expect(404);
    api.delete(members + "/m", "X-Caller", "m").expect(403);
    for (int i = 1; i < 128; i++) {
      add("m" + i).expect(200);
    }
    add("one-too-many").expect(413);

    api.patch(
            "/v2/images/" + id,
            "[{\"op\":\"replace\",\"path\":\"/visibility\",\"value\":\"private\"}]",
            "X-Caller",
            "o")
        .expect(200);
    assertThat(api.get(members, "X-Caller", "o").expect(403).text())
        .contains("Only shared images have members");
    add("p").expect(403);
    api.get(members + "/m", "X-Caller", "o").expect(404);
    api.delete(members + "/nobody", "X-Caller", "o").expect(403);
  }

  @Test
  void theSchemasAreWhatMembersLookLike() {
    Answer schema = api.get("/v2/schemas/member").expect(200);
    assertThat(schema.string("name")).isEqualTo("member");
    assertThat(schema.text())
        .contains("\"enum\":[\"pending\",\"accepted\",\"rejected\"]")
        .contains("\"schema\":{\"type\":\"string\",\"readOnly\":true}")
        .doesNotContain("links");
    assertThat(api.get("/v2/schemas/members").expect(200).member("name"))
        .isEqualTo(new JsonText("members"));
  }

  private Answer add(String project) {
    return api.post(members, "{\"member\":\"%s\"}".formatted(project), "X-Caller", "o");
  }

  private Answer answer(String project, String status) {
    return api.send(
        "PUT",
        members + "/" + project,
        TestApi.body("{\"status\":\"%s\"}".formatted(status)),
        "X-Caller",
        project);
  }
}
