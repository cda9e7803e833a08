package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The generator of the published test vectors, as FORMAT.md states it: SplitMix64 (Steele, Lea,
/// Flood, OOPSLA 2014), its outputs written little-endian, one after the other.
final class VectorInput {
  private VectorInput() {}

  static byte[] bytes(long seed, int lengthBytes) {
    ByteBuffer out =
        ByteBuffer.allocate((lengthBytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    long state = seed;
    while (out.hasRemaining()) {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      out.putLong(z ^ (z >>> 31));
    }
    return java.util.Arrays.copyOf(out.array(), lengthBytes);
  }
}
