package dev.vitrine.formats.disk;

import java.io.EOFException;

/// An image in memory.
record MemoryImage(byte[] bytes) implements ImageBytes {

  @Override
  public long lengthBytes() {
    return bytes.length;
  }

  @Override
  public void read(long offset, byte[] into, int at, int count) throws EOFException {
    if (offset < 0 || count < 0 || offset > bytes.length - count) {
      throw new EOFException("%d bytes at %d of %d".formatted(count, offset, bytes.length));
    }
    System.arraycopy(bytes, (int) offset, into, at, count);
  }
}
