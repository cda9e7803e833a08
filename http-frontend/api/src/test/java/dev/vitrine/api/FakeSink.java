package dev.vitrine.api;

import dev.vitrine.http.BodySink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Where a streamed answer goes in tests. It keeps what it is sent and can lose the client.
final class FakeSink implements BodySink {
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final long clientLeavesAfterBytes;
  private int runs;
  private int sent;

  FakeSink(long clientLeavesAfterBytes) {
    this.clientLeavesAfterBytes = clientLeavesAfterBytes;
  }

  @Override
  public void file(
      FileChannel file, long offset, long lengthBytes, Runnable onSent, Runnable onUnreadable)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) lengthBytes);
    file.read(bytes, offset);
    bytes(bytes.flip(), onSent);
  }

  @Override
  public void bytes(ByteBuffer bytes, Runnable onSent) throws IOException {
    runs++;
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    onSent.run();
    sent++;
    take(copy);
  }

  @Override
  public void zeros(long lengthBytes) throws IOException {
    take(new byte[(int) lengthBytes]);
  }

  private void take(byte[] bytes) throws IOException {
    if (received.size() + bytes.length > clientLeavesAfterBytes) {
      throw new IOException("the client went away");
    }
    received.writeBytes(bytes);
  }

  byte[] received() {
    return received.toByteArray();
  }

  boolean everyRunWasGivenBack() {
    return runs == sent;
  }
}
