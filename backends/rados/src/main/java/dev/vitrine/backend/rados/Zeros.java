package dev.vitrine.backend.rados;

import java.nio.ByteBuffer;

/// Finds out that there is nothing in a block.
final class Zeros {
  private Zeros() {}

  /// Whether all remaining bytes are zero. The buffer's position does not move.
  static boolean only(ByteBuffer block) {
    int i = block.position();
    for (; i + Long.BYTES <= block.limit(); i += Long.BYTES) {
      if (block.getLong(i) != 0) {
        return false;
      }
    }
    for (; i < block.limit(); i++) {
      if (block.get(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
