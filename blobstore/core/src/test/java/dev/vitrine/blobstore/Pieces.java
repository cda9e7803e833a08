package dev.vitrine.blobstore;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Writes down what a [Chunker] says, and puts the content together again.
final class Pieces implements Chunker.Sink {
  final List<Long> lengths = new ArrayList<>();
  final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private int unfinished;

  @Override
  public void data(ByteBuffer bytes) {
    append(bytes);
  }

  @Override
  public void zeros(ByteBuffer zeros) {
    append(zeros);
  }

  private void append(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    content.writeBytes(copy);
    unfinished += copy.length;
  }

  @Override
  public void chunk(int lengthBytes) {
    InvariantViolated.unless(lengthBytes == unfinished, "a chunk is the bytes since the last");
    unfinished = 0;
    lengths.add((long) lengthBytes);
  }

  @Override
  public void zeroRun(long lengthBytes) {
    InvariantViolated.unless(unfinished == 0, "a zero run ends a segment");
    content.writeBytes(new byte[(int) lengthBytes]);
    lengths.add(-lengthBytes);
  }
}
