package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `POST /v2/images/{id}/actions/…`.
class ActionsTest {
  private final TestApi api = new TestApi();
  private String image = "";

  @BeforeEach
  void create() {
    String id = api.image("n", "X-Caller", "o");
    image = "/v2/images/" + id;
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void theDataOfADeactivatedImageIsForAdministrators() {
    api.upload(image.substring("/v2/images/".length()), new byte[] {1, 2}, "X-Caller", "o")
        .expect(204);

    assertThat(act("deactivate", "o").expect(204).body()).isEmpty();
    act("deactivate", "o").expect(204);
    assertThat(api.get(image, "X-Caller", "o").string("status")).isEqualTo("deactivated");
    api.get(image + "/file", "X-Caller", "o").expect(403);
    api.get(image + "/file", "X-Caller", "admin").expect(200);

    act("reactivate", "o").expect(204);
    act("reactivate", "o").expect(204);
    assertThat(api.get(image, "X-Caller", "o").string("status")).isEqualTo("active");
    api.get(image + "/file", "X-Caller", "o").expect(200);
  }

  @Test
  void anImageWithoutDataIsNeither() {
    act("deactivate", "o").expect(403);
    act("reactivate", "o").expect(403);
  }

  @Test
  void onlyTheOwnerActs() {
    act("deactivate", "x").expect(404);
    act("deactivate", "reader:o").expect(403);
    api.send("POST", "/v2/images/missing/actions/reactivate", FakeBody.none()).expect(404);
  }

  @Test
  void thereIsNoBodyAndNoOtherAction() {
    api.post(image + "/actions/deactivate", "{}", "X-Caller", "o").expect(400);
    api.send("POST", image + "/actions/explode", FakeBody.none()).expect(404);
    api.send("POST", image + "/actions", FakeBody.none()).expect(404);
  }

  private Answer act(String action, String caller) {
    return api.send("POST", image + "/actions/" + action, FakeBody.none(), "X-Caller", caller);
  }
}
