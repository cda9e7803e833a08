package dev.vitrine.http.netty;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Memory that many share, reserved before it is used: first come, first served. Counts in KiB,
/// rounded up. Thread-safe.
final class ByteBudget {
  private final int totalKib;
  private final Semaphore free;

  ByteBudget(long totalBytes) {
    totalKib = (int) Math.min(totalBytes >> 10, Integer.MAX_VALUE);
    free = new Semaphore(totalKib, true);
  }

  /// Reserves if that is possible at once and nobody waits.
  boolean tryReserve(long bytes) {
    try {
      // Unlike tryAcquire(permits), this one does not overtake those who wait.
      return free.tryAcquire(kib(bytes), 0, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Reserves what nobody else will miss soon: only while half of the whole stays free.
  boolean tryReserveSpare(long bytes) {
    int wanted = kib(bytes);
    return free.availablePermits() - wanted >= totalKib / 2 && tryReserve(bytes);
  }

  boolean reserve(long bytes, Duration wait) throws InterruptedException {
    return free.tryAcquire(kib(bytes), wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  void release(long bytes) {
    free.release(kib(bytes));
  }

  long totalBytes() {
    return (long) totalKib << 10;
  }

  long reservedBytes() {
    return (long) (totalKib - free.availablePermits()) << 10;
  }

  private static int kib(long bytes) {
    return Math.toIntExact((bytes + 1023) >> 10);
  }
}
