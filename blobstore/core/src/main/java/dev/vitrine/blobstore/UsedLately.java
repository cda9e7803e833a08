package dev.vitrine.blobstore;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongArray;

/// What was used in the present period of time, roughly: so that a use is written down once in it
/// and not with every read. Thread-safe; 1 MiB.
///
/// A Bloom filter with one hash function, which a digest is: with a million chunks used in a
/// period, one of nine that are new is taken for one of them, and its use is forgotten for that
/// period.
final class UsedLately {
  private static final int BITS = 1 << 23;

  private final AtomicLongArray words = new AtomicLongArray(BITS / Long.SIZE);
  private final long periodMillis;
  private volatile long period = Long.MIN_VALUE;

  UsedLately(Duration period) {
    this.periodMillis = Math.max(1, period.toMillis());
  }

  /// Whether this is the first use in its period.
  boolean first(Digest digest, Instant now) {
    long present = Math.floorDiv(now.toEpochMilli(), periodMillis);
    if (present != period) {
      begin(present);
    }
    int bit = (int) digest.w1() & (BITS - 1);
    long mask = 1L << bit;
    int word = bit / Long.SIZE;
    if ((words.getPlain(word) & mask) != 0) {
      return false;
    }
    return (words.getAndAccumulate(word, mask, (before, add) -> before | add) & mask) == 0;
  }

  private synchronized void begin(long present) {
    if (present != period) {
      for (int word = 0; word < words.length(); word++) {
        words.set(word, 0);
      }
      period = present;
    }
  }
}
