package dev.vitrine.blobstore;

import java.nio.ByteBuffer;

/// Finds runs of zero bytes at the speed of memory.
final class ZeroBytes {
  private static final ByteBuffer ZEROS =
      ByteBuffer.allocateDirect(Chunker.ZERO_RUN_MIN_BYTES).asReadOnlyBuffer();

  private ZeroBytes() {}

  /// So many zeros, at most [Chunker#ZERO_RUN_MIN_BYTES], of memory that everybody shares.
  static ByteBuffer buffer(int lengthBytes) {
    return ZEROS.slice(0, lengthBytes);
  }

  /// The first position from `from` whose byte is not zero, or `to`.
  static int end(ByteBuffer bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int length = Math.min(to - at, ZEROS.capacity());
      int mismatch = bytes.slice(at, length).mismatch(ZEROS.slice(0, length)); // vectorised
      if (mismatch >= 0) {
        return at + mismatch;
      }
      at += length;
    }
    return to;
  }

  /// The first position, not below `from`, from which every byte up to `to` is zero; `to` when the
  /// byte before it is not.
  static int start(ByteBuffer bytes, int from, int to) {
    int at = to;
    while (at - Long.BYTES >= from && bytes.getLong(at - Long.BYTES) == 0) {
      at -= Long.BYTES;
    }
    while (at > from && bytes.get(at - 1) == 0) {
      at--;
    }
    return at;
  }
}
