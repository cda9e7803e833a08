package dev.vitrine.guard;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/// Counts the calls of one operation. Thread-safe.
final class OperationCounter {
  private final LongAdder calls = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();

  void attempt(int ordinal) {
    if (ordinal > 0) {
      retries.increment();
    }
  }

  void failed(boolean refused) {
    failures.increment();
    if (refused) {
      refusals.increment();
    }
  }

  void ended(long nanos) {
    calls.increment();
    busyNanos.add(nanos);
  }

  CallCounts counts() {
    return new CallCounts(
        calls.sum(),
        retries.sum(),
        failures.sum(),
        refusals.sum(),
        Duration.ofNanos(busyNanos.sum()));
  }
}
