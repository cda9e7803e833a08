package dev.vitrine.blobstore;

import java.util.ArrayList;
import java.util.List;

/// The definition of [Chunker], word for word, over a whole array: slow and plain.
final class NaiveChunker {
  private NaiveChunker() {}

  /// The pieces of `bytes`: a chunk as its length, a zero run as the negative of its length.
  static List<Long> pieces(byte[] bytes) {
    List<Long> pieces = new ArrayList<>();
    int segmentStart = 0;
    int at = 0;
    while (at < bytes.length) {
      int runEnd = at;
      while (runEnd < bytes.length && bytes[runEnd] == 0) {
        runEnd++;
      }
      if (runEnd - at >= Chunker.ZERO_RUN_MIN_BYTES) {
        cutSegment(bytes, segmentStart, at, pieces);
        pieces.add((long) (at - runEnd));
        segmentStart = runEnd;
      }
      at = Math.max(at + 1, runEnd);
    }
    cutSegment(bytes, segmentStart, bytes.length, pieces);
    return pieces;
  }

  private static void cutSegment(byte[] bytes, int from, int to, List<Long> pieces) {
    int start = from;
    while (start < to) {
      int length = 1;
      while (start + length < to && !endsChunk(bytes, start, length)) {
        length++;
      }
      pieces.add((long) length);
      start += length;
    }
  }

  private static boolean endsChunk(byte[] bytes, int start, int length) {
    if (length < Chunker.MIN_BYTES) {
      return false;
    }
    if (length == Chunker.MAX_BYTES) {
      return true;
    }
    int bits = length < Chunker.TARGET_BYTES ? Chunker.STRICT_BITS : Chunker.LOOSE_BITS;
    return hash(bytes, start + length) >>> (Long.SIZE - bits) == 0;
  }

  /// The gear hash of the 64 bytes before `end`.
  static long hash(byte[] bytes, int end) {
    long hash = 0;
    for (int k = 0; k < Gear.WINDOW_BYTES; k++) {
      hash += Gear.tableEntry(bytes[end - 1 - k] & 0xff) << k;
    }
    return hash;
  }
}
