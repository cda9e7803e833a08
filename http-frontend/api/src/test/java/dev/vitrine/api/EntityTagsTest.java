package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Entity tags of records: nobody undoes unseen what others did, if they ask for it.
class EntityTagsTest {
  private static final String RENAME =
      "[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"mine\"}]";

  private final TestApi api = new TestApi();
  private String image = "";

  @BeforeEach
  void create() {
    image = "/v2/images/" + api.image("n", "X-Caller", "o");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void whatIsShownHasOne() {
    Answer created = api.post("/v2/images", "{\"name\":\"n\"}").expect(201);
    String path = created.string("self");

    assertThat(tag(created)).matches("\"[0-9a-f]{64}\"").isEqualTo(tag(api.get(path)));
    Answer changed = api.patch(path, RENAME).expect(200);
    assertThat(tag(changed)).isNotEqualTo(tag(created)).isEqualTo(tag(api.get(path)));
  }

  @Test
  void whatIsKnownIsNotSentAgain() {
    String tag = tag(api.get(image));

    Answer known = api.get(image, "If-None-Match", "\"other\", W/" + tag).expect(304);
    assertThat(known.body()).isEmpty();
    assertThat(tag(known)).isEqualTo(tag);
    api.get(image, "If-None-Match", "\"other\"").expect(200);
  }

  @Test
  void aLostUpdateIsRefused() {
    String before = tag(api.get(image));
    api.patch(image, "[{\"op\":\"add\",\"path\":\"/colour\",\"value\":\"red\"}]").expect(200);

    Answer refused = api.patch(image, RENAME, "If-Match", before).expect(412);
    assertThat(refused.text()).contains("changed meanwhile");
    assertThat(api.get(image).string("name")).isEqualTo("n");
    api.patch(image, "[]", "If-Match", before).expect(412);
    api.delete(image, "If-Match", before).expect(412);

    api.patch(image, RENAME, "If-Match", "\"x\", " + tag(api.get(image))).expect(200);
    api.patch(image, RENAME, "If-Match", "*").expect(200);
    api.patch(image, RENAME).expect(200);
    api.patch(image, RENAME, "If-Match", "W/" + tag(api.get(image))).expect(412);
    api.delete(image, "If-Match", tag(api.get(image))).expect(204);
  }

  @Test
  void whoMayNotChangeIsToldThatFirst() {
    api.patch(image, RENAME, "If-Match", "\"x\"", "X-Caller", "reader:o").expect(403);
    api.patch(image, RENAME, "If-Match", "\"x\"", "X-Caller", "stranger").expect(404);
    api.delete(image, "If-Match", "\"x\"", "X-Caller", "stranger").expect(404);
  }

  @Test
  void sharingAnImageDoesNotChangeIt() {
    String before = tag(api.get(image));

    api.post(image + "/members", "{\"member\":\"m\"}").expect(200);

    assertThat(tag(api.get(image))).isEqualTo(before);
  }

  private static String tag(Answer answer) {
    return Objects.requireNonNull(answer.header("ETag"));
  }
}
