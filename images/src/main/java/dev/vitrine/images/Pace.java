package dev.vitrine.images;

import java.util.function.LongSupplier;

/// Holds a reader to so many bytes a second. For one thread.
///
/// What was not read while there was nothing to read is not made up for, but for a second's worth.
public final class Pace {
  private static final long NANOS = 1_000_000_000L;

  private final long bytesPerSecond;
  private final LongSupplier nanoTime;
  private long nextNanos;

  /// @param bytesPerSecond 0 for as many as there are
  public Pace(long bytesPerSecond, LongSupplier nanoTime) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.nextNanos = nanoTime.getAsLong();
  }

  /// How long to wait after so many bytes were read; 0 when there is time left.
  public long pauseNanos(long readBytes) {
    if (bytesPerSecond == 0) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    nextNanos = Math.max(nextNanos, now - NANOS);
    nextNanos += (long) ((double) readBytes * NANOS / bytesPerSecond);
    return Math.max(0, nextNanos - now);
  }
}
