package dev.vitrine.benchmarks.dedup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// 128 bits that tell the chunks of a corpus apart: quick, good enough for some hundred thousand
/// chunks that nobody made collide, and no name for anything that is kept.
record Fingerprint(long high, long low) {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long FACTOR = 0x9e3779b97f4a7c15L;
  private static final int STRIDE_BYTES = 4 * Long.BYTES;

  static Fingerprint of(byte[] content, int from, int end) {
    // Four lanes, so that the processor multiplies side by side.
    long a = (long) end - from;
    long b = 1;
    long c = 2;
    long d = 3;
    int i = from;
    for (; i <= end - STRIDE_BYTES; i += STRIDE_BYTES) {
      a = step(a, (long) LONGS.get(content, i));
      b = step(b, (long) LONGS.get(content, i + Long.BYTES));
      c = step(c, (long) LONGS.get(content, i + 2 * Long.BYTES));
      d = step(d, (long) LONGS.get(content, i + 3 * Long.BYTES));
    }
    for (; i < end; i++) {
      a = step(a, content[i]);
    }
    return new Fingerprint(
        step(step(step(step(a, b), c), d), FACTOR), step(step(step(step(d, c), b), a), 1));
  }

  /// One to one in the state, so that no difference is ever lost.
  private static long step(long state, long word) {
    return Long.rotateLeft((state ^ word) * FACTOR, 29);
  }
}
