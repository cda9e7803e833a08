package dev.vitrine.fetch;

import java.io.IOException;
import java.io.InputStream;

/// A body of announced length: ends there, and fails when the connection ends earlier.
final class FixedInputStream extends InputStream {
  private final InputStream in;
  private long leftBytes;

  FixedInputStream(InputStream in, long lengthBytes) {
    this.in = in;
    this.leftBytes = lengthBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (leftBytes == 0) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, leftBytes));
    if (count < 0) {
      throw new FetchException.Failed(
          "The data ended " + leftBytes + " bytes before the length that was announced");
    }
    leftBytes -= count;
    return count;
  }
}
