package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

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
    byte[] label = LABEL.getBytes(StandardCharsets.US_ASCII);
    MessageDigest sha256 = Digest.newSha256();
    long[] table = new long[256];
    for (int value = 0; value < 256; value++) {
      sha256.update(label);
      sha256.update((byte) value);
      table[value] = ByteBuffer.wrap(sha256.digest()).getLong();
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
  static int firstMatch(long hash, byte[] bytes, int from, int to, long mask) {
    long rolled = hash;
    for (int i = from; i < to; i++) {
      rolled = (rolled << 1) + TABLE[bytes[i] & 0xff];
      if ((rolled & mask) == 0) {
        return i;
      }
    }
    return -1;
  }

  /// Whether [#firstMatch] finds anything in the first `4 * quarter` bytes, a quarter being at
  /// least [#WINDOW_BYTES] long.
  ///
  /// One hash alone waits for its own last step at every byte. Four of them, each in its own
  /// quarter, do not wait for each other. They may, because a hash that enters a quarter can be had
  /// from the 63 bytes before it.
  static boolean matchesAnywhere(long hash, byte[] bytes, int quarter, long mask) {
    long first = hash;
    long second = roll(0, bytes, quarter - WINDOW_BYTES + 1, quarter);
    long third = roll(0, bytes, 2 * quarter - WINDOW_BYTES + 1, 2 * quarter);
    long fourth = roll(0, bytes, 3 * quarter - WINDOW_BYTES + 1, 3 * quarter);
    for (int i = 0; i < quarter; i++) {
      first = (first << 1) + TABLE[bytes[i] & 0xff];
      second = (second << 1) + TABLE[bytes[i + quarter] & 0xff];
      third = (third << 1) + TABLE[bytes[i + 2 * quarter] & 0xff];
      fourth = (fourth << 1) + TABLE[bytes[i + 3 * quarter] & 0xff];
      if ((first & mask) == 0
          || (second & mask) == 0
          || (third & mask) == 0
          || (fourth & mask) == 0) {
        return true;
      }
    }
    return false;
  }
}
