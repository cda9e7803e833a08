package dev.vitrine.formats;

import java.nio.ByteBuffer;

/// The last bytes of a stream. Filled by one thread.
final class Tail {
  private final byte[] bytes;
  private int filled;

  Tail(int lengthBytes) {
    bytes = new byte[lengthBytes];
  }

  void accept(ByteBuffer data) {
    int count = Math.min(data.remaining(), bytes.length);
    int kept = Math.min(filled, bytes.length - count);
    System.arraycopy(bytes, filled - kept, bytes, 0, kept);
    data.get(data.limit() - count, bytes, kept, count);
    filled = kept + count;
  }

  /// Exactly the last `lengthBytes`, or all there are when there are less.
  Header last(int lengthBytes) {
    int count = Math.min(lengthBytes, filled);
    return new Header(bytes, filled).from(filled - count, count);
  }
}
