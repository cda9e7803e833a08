package dev.vitrine.formats.disk;

import java.io.IOException;
import java.io.InputStream;

/// A stream that is made in blocks: to ask it for a byte is to ask it for a block of one.
abstract class BlockStream extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
