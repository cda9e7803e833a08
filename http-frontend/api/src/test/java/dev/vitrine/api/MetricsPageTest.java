package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.upkeep.MetricsPage;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.RequestFacts;
import dev.vitrine.http.Response;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class MetricsPageTest {
  private int asked;
  private final MetricsPage page =
      new MetricsPage("text/plain", () -> ("asked " + ++asked + "\n").getBytes(UTF_8));

  @Test
  void givesTheNumbersAsTheyAreNow() {
    assertThat(text(get("GET", "/metrics"))).isEqualTo("asked 1\n");
    assertThat(text(get("GET", "/metrics"))).isEqualTo("asked 2\n");
    assertThat(get("GET", "/metrics").headers().first("Content-Type")).isEqualTo("text/plain");
  }

  @Test
  void answersNothingElse() {
    assertThat(get("GET", "/").status()).isEqualTo(404);
    assertThat(get("GET", "/v2/images").status()).isEqualTo(404);
    Response refused = get("POST", "/metrics");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.headers().first("Allow")).isEqualTo("GET");
    assertThat(asked).isZero();
  }

  private Response get(String method, String path) {
    return page.handle(
        new Request(
            method,
            path,
            "",
            "http",
            Headers.NONE,
            FakeBody.none(),
            new InetSocketAddress(0),
            new RequestFacts()));
  }

  private static String text(Response response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isInstanceOf(Response.Bytes.class);
    return new String(((Response.Bytes) response.body()).bytes(), UTF_8);
  }
}
