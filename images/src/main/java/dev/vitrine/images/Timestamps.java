package dev.vitrine.images;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The times that records carry: microseconds, each later than the one before, so that a list by
/// time has the order in which things happened here, even when the clock is set back.
///
/// **Thread-safe.** Nothing but display and order depends on these times.
public final class Timestamps {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final InstantSource clock;
  private final AtomicLong lastMicros = new AtomicLong(Long.MIN_VALUE);

  public Timestamps(InstantSource clock) {
    this.clock = clock;
  }

  public Instant next() {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    long micros = lastMicros.updateAndGet(last -> Math.max(now, last + 1));
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }
}
