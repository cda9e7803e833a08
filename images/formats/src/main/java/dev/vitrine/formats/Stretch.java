package dev.vitrine.formats;

import java.nio.ByteBuffer;

/// Bytes of a stream that are kept, from an offset on, as they come by. Filled by one thread.
final class Stretch {
  private final long offset;
  private final byte[] bytes;
  private int filled;

  Stretch(long offset, int lengthBytes) {
    this.offset = offset;
    this.bytes = new byte[lengthBytes];
  }

  /// Where the first byte that is still missing lies in the stream.
  long missingFrom() {
    return offset + filled;
  }

  long endOffset() {
    return offset + bytes.length;
  }

  boolean isComplete() {
    return filled == bytes.length;
  }

  /// Takes what it misses out of bytes that lie at `at` in the stream.
  void fill(ByteBuffer data, long at) {
    long skip = missingFrom() - at;
    if (isComplete() || skip < 0 || skip >= data.remaining()) {
      return;
    }
    int start = data.position() + (int) skip;
    int count = Math.min(bytes.length - filled, data.limit() - start);
    data.get(start, bytes, filled, count);
    filled += count;
  }

  /// What has come so far.
  Header header() {
    return new Header(bytes, filled);
  }
}
