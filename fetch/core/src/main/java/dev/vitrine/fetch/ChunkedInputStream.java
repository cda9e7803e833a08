package dev.vitrine.fetch;

import java.io.IOException;
import java.io.InputStream;

/// A body in chunks (RFC 9112, 7.1): fails when the connection ends before the last one.
final class ChunkedInputStream extends InputStream {
  private static final int MOST_LINE_BYTES = 4096;
  private static final int MOST_TRAILER_BYTES = 64 << 10;

  private final InputStream in;
  private long leftBytes;
  private boolean begun;
  private boolean ended;

  ChunkedInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (leftBytes == 0 && !ended) {
      beginChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, leftBytes));
    if (count < 0) {
      throw new FetchException.Failed("The data ended within a chunk");
    }
    leftBytes -= count;
    return count;
  }

  private void beginChunk() throws IOException {
    int[] room = {MOST_LINE_BYTES};
    if (begun && !ResponseHead.line(in, room).isEmpty()) {
      throw malformed();
    }
    begun = true;
    String line = ResponseHead.line(in, room);
    int end = line.indexOf(';');
    String size = (end < 0 ? line : line.substring(0, end)).strip();
    if (!size.matches("[0-9a-fA-F]{1,15}")) {
      throw malformed();
    }
    leftBytes = Long.parseLong(size, 16);
    if (leftBytes == 0) {
      ended = true;
      int[] trailer = {MOST_TRAILER_BYTES};
      while (!ResponseHead.line(in, trailer).isEmpty()) {
        // What comes after the data is of no interest.
      }
    }
  }

  private static FetchException.Failed malformed() {
    return new FetchException.Failed("The other side's chunks are malformed");
  }
}
