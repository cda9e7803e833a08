package dev.vitrine.backend.s3;

import dev.vitrine.backend.ImageStoreException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What all uploads to one store may have in memory at a time, in bytes. Thread-safe.
final class PartMemory {
  private static final int UNIT_BYTES = 1 << 20;

  /// As long as parts take to leave; whoever waited that long comes again later.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final int units;
  private final Semaphore free;

  PartMemory(long bytes) {
    this.units = units(bytes);
    this.free = new Semaphore(units, true);
  }

  private static int units(long bytes) {
    return Math.toIntExact(Math.ceilDiv(bytes, (long) UNIT_BYTES));
  }

  /// What is taken for one array is given back once, whoever gives it back first.
  final class Share {
    private int held;

    private Share(int held) {
      this.held = held;
    }

    synchronized void giveBack() {
      free.release(held);
      held = 0;
    }
  }

  /// Waits for room. What could never fit takes all there is.
  Share take(int bytes) throws ImageStoreException, InterruptedException {
    int wanted = Math.min(units, units(bytes));
    if (!free.tryAcquire(wanted, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ImageStoreException.Unavailable(
          "too many uploads at a time: no memory for another part", LONGEST_WAIT, null);
    }
    return new Share(wanted);
  }

  /// Whether there is room at once for so many bytes; takes nothing.
  boolean hasRoom(long bytes) {
    return free.availablePermits() >= units(bytes);
  }
}
