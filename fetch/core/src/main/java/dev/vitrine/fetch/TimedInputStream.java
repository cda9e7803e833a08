package dev.vitrine.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Ends with a failure when the time for the whole is over, however steadily single bytes come.
final class TimedInputStream extends FilterInputStream {
  private final long deadlineNanos;

  TimedInputStream(InputStream in, long deadlineNanos) {
    super(in);
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public int read() throws IOException {
    check();
    return super.read();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    check();
    return super.read(buffer, offset, length);
  }

  private void check() throws FetchException {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new FetchException.Failed("The data did not come within the time that it may take");
    }
  }
}
