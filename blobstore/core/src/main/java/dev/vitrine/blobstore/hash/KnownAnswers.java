package dev.vitrine.blobstore.hash;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Tests a hash function of a library against the platform's before it is trusted.
final class KnownAnswers {
  /// Larger than a block of every function, and no multiple of one.
  private static final int TEST_BYTES = 1000;

  private KnownAnswers() {}

  /// Whether two hashes that were just begun agree on bytes in and outside of the heap.
  static boolean agree(Hasher one, Hasher other) {
    ByteBuffer heap = ByteBuffer.allocate(TEST_BYTES);
    ByteBuffer direct = ByteBuffer.allocateDirect(TEST_BYTES);
    for (int i = 0; i < TEST_BYTES; i++) {
      heap.put(i, (byte) (i * 31));
      direct.put(i, (byte) (i * 37));
    }
    return Arrays.equals(hash(one, heap, direct), hash(other, heap, direct));
  }

  private static byte[] hash(Hasher hasher, ByteBuffer first, ByteBuffer second) {
    hasher.update(first.duplicate());
    hasher.update(second.duplicate());
    return hasher.finish();
  }
}
