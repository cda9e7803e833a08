package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `PUT` and `DELETE /v2/images/{id}/tags/{tag}`.
class TagsTest {
  private final TestApi api = new TestApi();
  private String image = "";

  @BeforeEach
  void create() {
    image = "/v2/images/" + api.create("{\"tags\":[\"a\"]}", "X-Caller", "p1");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void addsAndRemovesOneTag() {
    assertThat(put("b c").expect(204).body()).isEmpty();
    put("b c").expect(204);
    put("ä").expect(204);
    assertThat(api.get(image).text()).contains("\"tags\":[\"a\",\"b c\",\"ä\"]");
    api.delete(image + "/tags/a").expect(204);
    api.delete(image + "/tags/a").expect(404);
    assertThat(api.get(image).text()).contains("\"tags\":[\"b c\",\"ä\"]");
  }

  @Test
  void aTagHasABound() {
    put("t".repeat(255)).expect(204);
    put("t".repeat(256)).expect(400);
    put("😀").expect(400);
    put("x/y").expect(404);
  }

  @Test
  void thereIsAQuotaForNewTags() {
    for (int i = 1; i < 128; i++) {
      put("t" + i).expect(204);
    }
    put("one more").expect(413);
    put("t5").expect(204);
  }

  @Test
  void onlyTheOwnerTags() {
    for (String method : new String[] {"PUT", "DELETE"}) {
      api.send(method, image + "/tags/a", FakeBody.none(), "X-Caller", "p2").expect(404);
      api.send(method, image + "/tags/a", FakeBody.none(), "X-Caller", "reader:p1").expect(403);
      api.send(method, "/v2/images/missing/tags/a", FakeBody.none()).expect(404);
    }
  }

  private Answer put(String tag) {
    StringBuilder path = new StringBuilder(image + "/tags/");
    PercentEncoding.encode(tag, path);
    return api.send("PUT", path.toString(), FakeBody.none(), "X-Caller", "p1");
  }
}
