package dev.vitrine.metrics;

import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Request;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;

/// Counts requests as they end, by method, by the route's template and by status. Thread-safe.
final class RequestMetrics implements ExchangeListener {
  /// Others are `other`: a caller may write anything there.
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /// From a record that is read to an image that takes minutes.
  private static final double[] SECONDS = {0.001, 0.005, 0.025, 0.1, 0.5, 2, 10, 60, 600};

  private static final double NANOS_PER_SECOND = 1e9;

  private final Counter requests;
  private final Counter cut;
  private final Counter received;
  private final Counter sent;
  private final Histogram duration;

  RequestMetrics(PrometheusRegistry registry) {
    this.requests =
        Counter.builder()
            .name("vitrine_http_requests")
            .help("Requests that were answered, by the template of their route.")
            .labelNames("method", "route", "status")
            .withoutExemplars()
            .register(registry);
    this.cut =
        Counter.builder()
            .name("vitrine_http_answers_cut")
            .help("Answers that did not come to their end: client gone, data lost, time limit.")
            .labelNames("route")
            .withoutExemplars()
            .register(registry);
    this.received =
        Counter.builder()
            .name("vitrine_http_received_bytes")
            .help("Bytes of requests' bodies.")
            .labelNames("route")
            .withoutExemplars()
            .register(registry);
    this.sent =
        Counter.builder()
            .name("vitrine_http_sent_bytes")
            .help("Bytes of answers' bodies.")
            .labelNames("route")
            .withoutExemplars()
            .register(registry);
    this.duration =
        Histogram.builder()
            .name("vitrine_http_request_duration_seconds")
            .help("From the end of a request's head to the end of its answer.")
            .labelNames("method", "route")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .withoutExemplars()
            .register(registry);
  }

  @Override
  public void finished(Request request, Result result) {
    String method = METHODS.contains(request.method()) ? request.method() : "other";
    String route = request.facts().route();
    requests.labelValues(method, route, Integer.toString(result.status())).inc();
    duration.labelValues(method, route).observe(result.elapsed().toNanos() / NANOS_PER_SECOND);
    received.labelValues(route).inc(result.bytesIn());
    sent.labelValues(route).inc(result.bytesOut());
    if (!result.complete()) {
      cut.labelValues(route).inc();
    }
  }
}
