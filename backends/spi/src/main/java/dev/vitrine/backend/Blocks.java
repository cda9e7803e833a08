package dev.vitrine.backend;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;

/// Memory for data on its way; what is given back is used again. Blocks are so large that the
/// garbage collector would have to find new memory for each. Thread-safe.
///
/// Whoever took a block may also just drop it, as it must when somebody may still be using it.
public final class Blocks {
  /// What is kept for the next transfers: as much as several need at a time.
  private static final long KEPT_BYTES = 64 << 20;

  private final IntFunction<ByteBuffer> memory;
  private final Map<Integer, Deque<ByteBuffer>> idle = new HashMap<>();
  private long idleBytes;

  private Blocks(IntFunction<ByteBuffer> memory) {
    this.memory = memory;
  }

  /// Blocks outside of the heap, for native code.
  public static Blocks direct() {
    return new Blocks(ByteBuffer::allocateDirect);
  }

  /// Blocks that are arrays, for streams.
  public static Blocks onHeap() {
    return new Blocks(ByteBuffer::allocate);
  }

  /// A block of that capacity, cleared. Its content is anything.
  public synchronized ByteBuffer take(int capacityBytes) {
    Deque<ByteBuffer> fitting = idle.get(capacityBytes);
    ByteBuffer block = fitting == null ? null : fitting.pollLast();
    if (block == null) {
      return memory.apply(capacityBytes);
    }
    idleBytes -= capacityBytes;
    return block.clear();
  }

  /// Takes a block back when it is run, once: to be run twice must not give one block to two.
  public Runnable giving(ByteBuffer block) {
    AtomicBoolean given = new AtomicBoolean();
    return () -> {
      if (given.compareAndSet(false, true)) {
        give(block);
      }
    };
  }

  /// Takes a block back, which nobody uses any more.
  public synchronized void give(ByteBuffer block) {
    if (idleBytes + block.capacity() <= KEPT_BYTES) {
      idle.computeIfAbsent(block.capacity(), _ -> new ArrayDeque<>()).addLast(block);
      idleBytes += block.capacity();
    }
  }
}
