package dev.vitrine.backend.s3;

import java.nio.ByteBuffer;

/// The bytes of one part, and the memory that they are reckoned to take. Its array is used once: an
/// attempt to send it that was given up may read it for a while longer.
final class PartBuffer {
  private final ByteBuffer bytes;
  private final PartMemory.Share memory;

  PartBuffer(int capacityBytes, PartMemory.Share memory) {
    this.bytes = ByteBuffer.allocate(capacityBytes);
    this.memory = memory;
  }

  /// Takes as many of the bytes as have room.
  void fill(ByteBuffer from) {
    int length = Math.min(from.remaining(), bytes.remaining());
    bytes.put(from.slice(from.position(), length));
    from.position(from.position() + length);
  }

  boolean isFull() {
    return !bytes.hasRemaining();
  }

  int lengthBytes() {
    return bytes.position();
  }

  /// What was filled in.
  ByteBuffer content() {
    return bytes.duplicate().flip();
  }

  void giveBack() {
    memory.giveBack();
  }
}
