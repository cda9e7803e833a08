package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The gear hash: 64 bits that follow from the last 64 bytes alone.
///
/// `hash(i) = Σ TABLE[byte(i - k)] · 2^k` for k from 0 to 63, modulo 2^64; one byte further costs a
/// shift and an addition, and what lies further back has been shifted out. (Xia et al., "Ddelta: A
/// Deduplication-Inspired Fast Delta Compression Approach", 2014.) The highest bits depend on the
/// most bytes, so cut points look at those.
final class Gear {
  /// How many bytes a hash depends on.
  static final int WINDOW_BYTES = 64;

  /// Part of the stored form, see FORMAT.md: nobody can have chosen these figures.
  private static final String LABEL = "vitrine chunker 1";

  private static final long[] TABLE = table();

  private Gear() {}

  private static long[] table() {
    ByteBuffer label = ByteBuffer.wrap(LABEL.getBytes(StandardCharsets.US_ASCII));
    long[] table = new long[256];
    for (int value = 0; value < 256; value++) {
      ByteBuffer last = ByteBuffer.wrap(new byte[] {(byte) value});
      table[value] = Digest.sha256(List.of(label, last)).w0();
    }
    return table;
  }

  static long tableEntry(int value) {
    return TABLE[value];
  }

  /// The hash after the bytes `from` (inclusive) to `to` (exclusive), when it was `hash` before.
  static long roll(long hash, byte[] bytes, int from, int to) {
    long rolled = hash;
    for (int i = from; i < to; i++) {
      rolled = (rolled << 1) + TABLE[bytes[i] & 0xff];
    }
    return rolled;
  }

  /// The first index from `from` (inclusive) to `to` (exclusive) at which the hash has no bit of
  /// `mask`, or -1.
  ///
  /// Eight steps at a time, because then the loop costs what its steps cost: each waits for the one
  /// before for a single cycle. Four hashes at once, each in a quarter of the bytes, measured twice
  /// as slow where the quarter is not a constant, and no faster where it is.
  static int firstMatch(long hash, byte[] bytes, int from, int to, long mask) {
    long rolled = hash;
    int i = from;
    for (; i <= to - 8; i += 8) {
      long a = (rolled << 1) + TABLE[bytes[i] & 0xff];
      long b = (a << 1) + TABLE[bytes[i + 1] & 0xff];
      long c = (b << 1) + TABLE[bytes[i + 2] & 0xff];
      long d = (c << 1) + TABLE[bytes[i + 3] & 0xff];
      long e = (d << 1) + TABLE[bytes[i + 4] & 0xff];
      long f = (e << 1) + TABLE[bytes[i + 5] & 0xff];
      long g = (f << 1) + TABLE[bytes[i + 6] & 0xff];
      long h = (g << 1) + TABLE[bytes[i + 7] & 0xff];
      if ((a & mask) == 0
          || (b & mask) == 0
          || (c & mask) == 0
          || (d & mask) == 0
          || (e & mask) == 0
          || (f & mask) == 0
          || (g & mask) == 0
          || (h & mask) == 0) {
        break; // among these eight: which one the last loop tells
      }
      rolled = h;
    }
    for (; i < to; i++) {
      rolled = (rolled << 1) + TABLE[bytes[i] & 0xff];
      if ((rolled & mask) == 0) {
        return i;
      }
    }
    return -1;
  }
}
