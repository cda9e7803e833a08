package dev.vitrine.cli;

import dev.vitrine.api.AccessLog;
import dev.vitrine.api.upkeep.MetricsPage;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.HostAndPort;
import dev.vitrine.cli.config.TransportOptions;
import dev.vitrine.guard.CallCounts;
import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.netty.HttpServer;
import dev.vitrine.http.netty.HttpServerOptions;
import dev.vitrine.http.netty.ServerStatistics;
import dev.vitrine.images.SpaceWatch;
import dev.vitrine.images.collect.CollectionSchedule;
import dev.vitrine.images.scrub.ScrubSchedule;
import dev.vitrine.metrics.Metrics;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the numbers of a service their names, and a place where they can be asked for. The list is
/// in docs/operations.md.
final class MetricsWiring {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsWiring.class);
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Metrics metrics;

  MetricsWiring(Metrics metrics) {
    this.metrics = metrics;
  }

  /// Empty when nobody is to ask: then nothing is counted either.
  static Optional<Metrics> metrics(Configuration configuration) {
    return configuration.get(TransportOptions.METRICS_LISTEN).map(_ -> new Metrics());
  }

  /// Who hears of every request.
  static ExchangeListener listener(Optional<Metrics> metrics) {
    AccessLog log = new AccessLog();
    if (metrics.isEmpty()) {
      return log;
    }
    ExchangeListener counting = metrics.get().requests();
    return (request, result) -> {
      counting.finished(request, result);
      log.finished(request, result);
    };
  }

  void transport(Supplier<ServerStatistics> now) {
    gauge(
        "vitrine_http_connections",
        "Connections that are open.",
        now,
        ServerStatistics::connectionsOpen);
    gauge(
        "vitrine_http_requests_running",
        "Requests under way.",
        now,
        ServerStatistics::exchangesRunning);
    counter(
        "vitrine_http_connections_accepted",
        "Connections that came, the refused ones too.",
        now,
        ServerStatistics::connectionsAccepted);
    counter(
        "vitrine_http_connections_refused",
        "Connections that were too many.",
        now,
        ServerStatistics::connectionsRefused);
    counter(
        "vitrine_http_connections_cut",
        "Connections that the service ended: time limits, data that was lost.",
        now,
        ServerStatistics::connectionsCut);
    counter(
        "vitrine_http_requests_malformed",
        "Requests that were no HTTP, or took too long to say what they want.",
        now,
        ServerStatistics::requestsMalformed);
    gauge(
        "vitrine_upload_memory_bytes",
        "Memory that uploads have reserved for bytes under way.",
        now,
        ServerStatistics::uploadReservedBytes);
    gauge(
        "vitrine_upload_memory_limit_bytes",
        "What they may reserve together.",
        now,
        ServerStatistics::uploadBudgetBytes);
    counter(
        "vitrine_uploads_refused",
        "Uploads that got 503 because there was no memory for them.",
        now,
        ServerStatistics::bodiesRefused);
  }

  /// Of the stores elsewhere.
  void stores(List<StoreMeter> meters) {
    calls(
        meters,
        "vitrine_store_calls",
        "Calls to a store elsewhere that ended, however.",
        CallCounts::calls);
    calls(meters, "vitrine_store_retries", "Attempts beyond the first.", CallCounts::retries);
    calls(
        meters,
        "vitrine_store_failures",
        "Calls that failed, after all attempts.",
        CallCounts::failures);
    calls(
        meters,
        "vitrine_store_refusals",
        "Of these, calls that were ended here: too slow, too many, or the store is gone.",
        CallCounts::refusals);
    metrics.counter(
        "vitrine_store_call_seconds",
        "Time of the calls, with their pauses.",
        samples ->
            meters.forEach(meter ->
                meter
                    .calls()
                    .get()
                    .forEach((operation, counts) ->
                        samples.add(
                            counts.busy().toNanos() / NANOS_PER_SECOND, meter.name(), operation))),
        "store",
        "operation");
    metrics.gauge(
        "vitrine_store_outage",
        "1 while a store elsewhere counts as gone.",
        samples ->
            meters.forEach(
                meter -> samples.add(meter.outage().getAsBoolean() ? 1L : 0L, meter.name())),
        "store");
  }

  void space(List<BlobStore> stores, SpaceWatch watch) {
    metrics.gauge(
        "vitrine_store_room_bytes",
        "What still fits into a store of chunks, where that is known; the reserve is not counted.",
        samples ->
            stores.forEach(
                store -> store.roomBytes().ifPresent(bytes -> samples.add(bytes, store.name()))),
        "store");
    metrics.gauge(
        "vitrine_space_alarm",
        "1 while a store or the registry has too little room.",
        samples -> samples.add(watch.trouble() == null ? 0L : 1L));
  }

  void registry(Registry registry) {
    metrics.counter(
        "vitrine_registry_commits",
        "Commits since the registry was made.",
        samples -> samples.add(registry.head()));
  }

  void upkeep(CollectionSchedule collector, ScrubSchedule scrubber) {
    metrics.gauge(
        "vitrine_upkeep_running",
        "1 while the collector, or the scrubber, is at work.",
        samples -> {
          samples.add(collector.status().runningSince() == null ? 0L : 1L, "collector");
          samples.add(scrubber.status().runningSince() == null ? 0L : 1L, "scrubber");
        },
        "what");
    metrics.gauge(
        "vitrine_upkeep_failed",
        "1 when the last run did not come to everything.",
        samples -> {
          collector
              .status()
              .last()
              .ifPresent(last -> samples.add(last.failure() == null ? 0L : 1L, "collector"));
          samples.add(scrubber.status().failure() == null ? 0L : 1L, "scrubber");
        },
        "what");
    metrics.gauge(
        "vitrine_collector_last_end_timestamp_seconds",
        "When the last collection of this process ended.",
        samples ->
            collector
                .status()
                .last()
                .ifPresent(last -> samples.add(last.endedAt().toEpochMilli() / MILLIS_PER_SECOND)));
    metrics.gauge(
        "vitrine_damaged_objects",
        "Chunks and recipes that images need and that are lost.",
        samples -> samples.add((long) scrubber.damages().size()));
  }

  /// Listens.
  HttpServer serve(Configuration configuration) throws CommandFailure {
    HostAndPort wanted = configuration.get(TransportOptions.METRICS_LISTEN).orElseThrow();
    InetSocketAddress address = new InetSocketAddress(wanted.host(), wanted.port());
    if (address.isUnresolved()) {
      throw CommandFailure.unavailable(
          "the host name of metrics_listen is not known: " + wanted.host());
    }
    HttpServer server =
        ServerWiring.start(
            HttpServerOptions.defaults(address),
            new MetricsPage(metrics.contentType(), metrics::page),
            (_, _) -> {});
    LOG.info("GET /metrics is answered on {}", server.address());
    return server;
  }

  private void calls(
      List<StoreMeter> meters, String name, String help, ToLongFunction<CallCounts> number) {
    metrics.counter(
        name,
        help,
        samples ->
            meters.forEach(meter ->
                meter
                    .calls()
                    .get()
                    .forEach((operation, counts) ->
                        samples.add(number.applyAsLong(counts), meter.name(), operation))),
        "store",
        "operation");
  }

  private void counter(
      String name,
      String help,
      Supplier<ServerStatistics> now,
      ToLongFunction<ServerStatistics> number) {
    metrics.counter(name, help, samples -> samples.add(number.applyAsLong(now.get())));
  }

  private void gauge(
      String name,
      String help,
      Supplier<ServerStatistics> now,
      ToLongFunction<ServerStatistics> number) {
    metrics.gauge(name, help, samples -> samples.add(number.applyAsLong(now.get())));
  }
}
