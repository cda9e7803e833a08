package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.catalog.DamagedObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `/v2/scrubber` and `/v2/damages`.
final class ScrubberTest {
  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void runsWhenItIsAskedTo() {
    assertThat(api.get("/v2/scrubber").text())
        .isEqualTo("{\"running_since\":null,\"last_run\":0,\"failure\":null,\"stores\":[]}");

    Answer asked = api.send("POST", "/v2/scrubber", FakeBody.none());

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.text()).contains("\"run\":1");
    await().until(() -> api.get("/v2/scrubber").text().contains("\"last_run\":1"));
    assertThat(api.get("/v2/scrubber").text())
        .contains("\"store\":\"memory\"")
        .contains("\"objects\":0")
        .contains("\"lost\":0");
  }

  @Test
  void showsDamages() throws Exception {
    api.remember(
        new DamagedObject(
            "memory",
            "chunks/ab/abcd",
            "is not there",
            Instant.parse("2026-01-05T10:00:00Z"),
            List.of("some-image"),
            1));
    assertThat(api.get("/v2/damages").text())
        .isEqualTo(
            """
            {"damages":[{"store":"memory","object":"chunks/ab/abcd","reason":"is not there",\
            "found_at":"2026-01-05T10:00:00Z","image_count":1,"images":["some-image"]}]}\
            """);
  }

  @Test
  void isForAdministrators() {
    for (String target : new String[] {"/v2/scrubber", "/v2/damages"}) {
      assertThat(api.get(target, "X-Caller", "alice").status()).isEqualTo(403);
    }
    assertThat(api.send("POST", "/v2/scrubber", FakeBody.none(), "X-Caller", "alice").status())
        .isEqualTo(403);
  }
}
