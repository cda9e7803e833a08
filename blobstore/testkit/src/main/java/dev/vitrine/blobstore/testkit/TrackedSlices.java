package dev.vitrine.blobstore.testkit;

import dev.vitrine.blobstore.Slice;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/// Hands out slices and counts those that were not given back. Thread-safe.
public final class TrackedSlices {
  private static final byte[] GARBAGE = SeededData.random(0xDB, 1 << 20);

  private final AtomicLong open = new AtomicLong();

  /// A slice over a direct copy of the bytes. On its last release the copy is overwritten, so that
  /// whoever reads it later reads garbage and fails.
  public Slice copyOf(byte[] bytes, int offset, int lengthBytes) {
    ByteBuffer direct = ByteBuffer.allocateDirect(lengthBytes);
    direct.put(0, bytes, offset, lengthBytes);
    open.incrementAndGet();
    return new Slice(
        direct,
        () -> {
          direct.put(0, GARBAGE, 0, Math.min(lengthBytes, GARBAGE.length));
          open.decrementAndGet();
        });
  }

  /// How many slices somebody still holds.
  public long open() {
    return open.get();
  }
}
