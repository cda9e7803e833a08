package dev.vitrine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.http.BodyPart;
import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.RequestBody;
import dev.vitrine.http.RequestFacts;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test
  void countsRequestsByTheTemplateOfTheirRoute() {
    ended("GET", "/v2/images/{id}", 200, 0, 500, Duration.ofMillis(3), true);
    ended("GET", "/v2/images/{id}", 200, 0, 700, Duration.ofMillis(30), true);
    ended("GET", "/v2/images/{id}", 404, 0, 20, Duration.ofMillis(1), true);
    ended("PUT", "/v2/images/{id}/file", 204, 3_000, 0, Duration.ofSeconds(3), true);

    assertThat(page())
        .contains(
            "vitrine_http_requests_total{method=\"GET\",route=\"/v2/images/{id}\",status=\"200\"}"
                + " 2.0\n",
            "vitrine_http_requests_total{method=\"GET\",route=\"/v2/images/{id}\",status=\"404\"}"
                + " 1.0\n",
            "vitrine_http_sent_bytes_total{route=\"/v2/images/{id}\"} 1220.0\n",
            "vitrine_http_received_bytes_total{route=\"/v2/images/{id}/file\"} 3000.0\n",
            "vitrine_http_request_duration_seconds_bucket{method=\"GET\",route=\"/v2/images/{id}\",le=\"0.025\"}"
                + " 2\n",
            "vitrine_http_request_duration_seconds_sum{method=\"PUT\",route=\"/v2/images/{id}/file\"}"
                + " 3.0\n")
        .doesNotContain("vitrine_http_answers_cut_total{");
  }

  @Test
  void tellsWhichAnswersWereCut() {
    ended("GET", "/v2/images/{id}/file", 200, 0, 100, Duration.ofSeconds(1), false);

    assertThat(page())
        .contains("vitrine_http_answers_cut_total{route=\"/v2/images/{id}/file\"} 1.0\n");
  }

  @Test
  void makesNoLineOfWhatACallerMadeUp() {
    ended("BREW", "-", 405, 0, 0, Duration.ofMillis(1), true);
    ended("PROPFIND", "-", 405, 0, 0, Duration.ofMillis(1), true);

    assertThat(page())
        .contains("vitrine_http_requests_total{method=\"other\",route=\"-\",status=\"405\"} 2.0\n")
        .doesNotContain("BREW");
  }

  @Test
  void asksForNumbersWhenSomebodyLooks() {
    AtomicLong room = new AtomicLong(7);
    metrics.gauge("room_bytes", "Room.", samples -> samples.add(room.get(), "a\"b\n"), "store");
    metrics.counter("calls", "Calls.", samples -> samples.add(3L));
    assertThat(page()).contains("room_bytes{store=\"a\\\"b\\n\"} 7.0\n", "calls_total 3.0\n");

    room.set(5);

    assertThat(page())
        .contains("# TYPE room_bytes gauge\n", "room_bytes{store=\"a\\\"b\\n\"} 5.0\n");
  }

  @Test
  void knowsItsProcess() {
    assertThat(page())
        .containsPattern("\nprocess_cpu_seconds_total [0-9.E]+\n")
        .containsPattern("\nprocess_resident_memory_bytes [0-9.]+E[78]\n")
        .containsPattern("\njvm_memory_used_bytes [0-9.E]+\n")
        .containsPattern("\nprocess_start_time_seconds 1\\.[0-9]+E9\n");
  }

  private String page() {
    return new String(metrics.page(), StandardCharsets.UTF_8);
  }

  private void ended(
      String method,
      String route,
      int status,
      long bytesIn,
      long bytesOut,
      Duration elapsed,
      boolean complete) {
    Request request = request(method, "/whatever");
    request.facts().route(route);
    metrics
        .requests()
        .finished(
            request, new ExchangeListener.Result(status, bytesIn, bytesOut, elapsed, complete));
  }

  private static Request request(String method, String path) {
    return new Request(
        method,
        path,
        "",
        "http",
        Headers.NONE,
        new NoBody(),
        new InetSocketAddress(0),
        new RequestFacts());
  }

  private static final class NoBody implements RequestBody {
    @Override
    public OptionalLong lengthBytes() {
      return OptionalLong.of(0);
    }

    @Override
    public @Nullable BodyPart read() {
      return null;
    }
  }
}
