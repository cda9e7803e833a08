package dev.vitrine.metrics;

import dev.vitrine.http.ExchangeListener;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/// The numbers of one process. Thread-safe.
///
/// Names follow Prometheus' conventions: base units, and counters are shown with `_total` behind
/// their name. What is handed in is called on the thread of whoever looks, again each time; it must
/// come back soon, and what it throws fails the look.
public final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final RequestMetrics requests = new RequestMetrics(registry);

  /// Those of the process and its JVM are there from the start.
  public Metrics() {
    ProcessNumbers.addTo(this);
  }

  /// Where samples of one number go.
  @FunctionalInterface
  public interface Samples {
    /// @param labels as many as the number has label names
    void add(double value, String... labels);

    /// The same; beyond 2^53 the nearest number that a sample can be.
    default void add(long value, String... labels) {
      add((double) value, labels);
    }
  }

  /// Counts every request that ends.
  public ExchangeListener requests() {
    return requests;
  }

  /// A number that only grows while the process lives.
  ///
  /// @param name without `_total`
  public void counter(String name, String help, Consumer<Samples> now, String... labelNames) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labelNames)
        .callback(samples -> now.accept(samples::call))
        .register(registry);
  }

  /// A number that goes up and down.
  public void gauge(String name, String help, Consumer<Samples> now, String... labelNames) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labelNames)
        .callback(samples -> now.accept(samples::call))
        .register(registry);
  }

  /// All of them, in Prometheus' text form (exposition format 0.0.4).
  public byte[] page() {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      writer.write(page, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is nothing outside of memory
    }
    return page.toByteArray();
  }

  /// Of [#page].
  public String contentType() {
    return writer.getContentType();
  }
}
