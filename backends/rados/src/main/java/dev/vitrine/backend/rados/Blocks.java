package dev.vitrine.backend.rados;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Memory outside of the heap, for data on its way; what is given back is used again. Thread-safe.
///
/// Whoever took a block may also just drop it, as it must when the cluster may still be using it.
final class Blocks {
  /// What is kept for the next transfers: as much as several need at a time.
  private static final long KEPT_BYTES = 64 << 20;

  private final Map<Integer, Deque<ByteBuffer>> idle = new HashMap<>();
  private long idleBytes;

  /// A direct buffer of that capacity, cleared. Its content is anything.
  synchronized ByteBuffer take(int capacityBytes) {
    Deque<ByteBuffer> fitting = idle.get(capacityBytes);
    ByteBuffer block = fitting == null ? null : fitting.pollLast();
    if (block == null) {
      return ByteBuffer.allocateDirect(capacityBytes);
    }
    idleBytes -= capacityBytes;
    return block.clear();
  }

  /// Takes a block back, which nobody uses any more.
  synchronized void give(ByteBuffer block) {
    if (idleBytes + block.capacity() <= KEPT_BYTES) {
      idle.computeIfAbsent(block.capacity(), _ -> new ArrayDeque<>()).addLast(block);
      idleBytes += block.capacity();
    }
  }
}
