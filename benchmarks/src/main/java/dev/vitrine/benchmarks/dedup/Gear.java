package dev.vitrine.benchmarks.dedup;

/// The hashes that decide about cut points.
final class Gear {
  /// One random word for each byte value.
  static final long[] TABLE = table();

  private Gear() {}

  /// A mask of the hash's top bits: they depend on most of the window, the low ones on few bytes.
  static long topBits(int bits) {
    return -1L << (Long.SIZE - bits);
  }

  /// The gear hash of some bytes; only the last 64 count.
  static long hash(byte[] content, int from, int end) {
    long hash = 0;
    for (int i = from; i < end; i++) {
      hash = (hash << 1) + TABLE[content[i] & 0xff];
    }
    return hash;
  }

  /// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014) from 0.
  private static long[] table() {
    long[] table = new long[256];
    long state = 0;
    for (int i = 0; i < table.length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      table[i] = z ^ (z >>> 31);
    }
    return table;
  }
}
