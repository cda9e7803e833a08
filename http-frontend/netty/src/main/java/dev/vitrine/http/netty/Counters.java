package dev.vitrine.http.netty;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// The running counts behind [ServerStatistics]; thread-safe.
final class Counters {
  /// Exact, unlike an adder: the connection limit is decided by it.
  final AtomicInteger connectionsOpen = new AtomicInteger();

  final AtomicInteger exchangesRunning = new AtomicInteger();
  final LongAdder connectionsAccepted = new LongAdder();
  final LongAdder connectionsRefused = new LongAdder();
  final LongAdder connectionsCut = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder requestsMalformed = new LongAdder();
  final LongAdder bodiesRefused = new LongAdder();

  ServerStatistics snapshot(ByteBudget uploads) {
    return new ServerStatistics(
        connectionsOpen.get(),
        connectionsAccepted.sum(),
        connectionsRefused.sum(),
        connectionsCut.sum(),
        requests.sum(),
        requestsMalformed.sum(),
        exchangesRunning.get(),
        uploads.totalBytes(),
        uploads.reservedBytes(),
        bodiesRefused.sum());
  }
}
