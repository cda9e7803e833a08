package dev.vitrine.fetch;

/// Some bytes of something longer.
///
/// @param lengthBytes at least one
public record ByteSpan(long firstByte, long lengthBytes) {
  public ByteSpan {
    if (firstByte < 0 || lengthBytes < 1 || firstByte + lengthBytes < 0) {
      throw new IllegalArgumentException("no bytes: " + lengthBytes + " from " + firstByte);
    }
  }

  /// The first byte that does not belong to it any more.
  public long endByte() {
    return firstByte + lengthBytes;
  }
}
