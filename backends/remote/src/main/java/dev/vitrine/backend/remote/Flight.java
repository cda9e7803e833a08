package dev.vitrine.backend.remote;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.blobstore.Slice;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Readers of one image that go the same way at about the same place, and the window of its bytes
/// that they share. Thread-safe.
///
/// ```
///   dropped │ window: extents that are there  │ asked for │ not yet
///           └─ the last reader … the first ───┘
/// ```
///
/// The window moves when the first reader needs more than it may hold. Then the last ones have a
/// moment to come after; who does not is left behind, and goes on elsewhere. So the others wait a
/// bounded time for each stretch of the image, however slow somebody is.
final class Flight {
  /// Extents that are asked for before somebody needs them.
  static final int AHEAD = 2;

  /// Who is in this last part of the window when patience ends is left behind.
  private static final int LAST_PART = 4;

  /// Each fetch is limited in itself, and so often tried.
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final ImageStore store;
  private final ImageUri uri;
  private final long end;
  private final int extentBytes;
  private final long patienceNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Extent> window = new ArrayDeque<>();
  private final Map<SharedReader, Long> positions = new HashMap<>();

  /// Where the extent begins that was not asked for yet.
  private long head;

  private long allowedBytes;
  private boolean broken;

  /// Since when the window cannot move; 0 while it can.
  private long stuckSinceNanos;

  /// Some bytes that come together.
  private static final class Extent {
    final long offset;
    final long lengthBytes;
    final List<Run> runs = new ArrayList<>();
    long arrivedBytes;
    boolean dropped;
    @Nullable ImageStoreException failure;

    Extent(long offset, long lengthBytes) {
      this.offset = offset;
      this.lengthBytes = lengthBytes;
    }

    long end() {
      return offset + lengthBytes;
    }

    @Nullable Run runAt(long at) {
      for (Run run : runs) {
        if (at < run.offset() + run.lengthBytes()) {
          return run;
        }
      }
      return null;
    }
  }

  /// @param bytes null for zeros
  private record Run(long offset, long lengthBytes, @Nullable Slice bytes) {
    /// From `at` on, to `end` at most.
    Content from(long at, long end) {
      long length = Math.min(end, offset + lengthBytes) - at;
      if (bytes == null) {
        return new Content.Zeros(length);
      }
      Slice held = bytes.retain();
      ByteBuffer part =
          held.bytes()
              .slice(
                  held.bytes().position() + Math.toIntExact(at - offset), Math.toIntExact(length));
      return new Content.Buffer(part.asReadOnlyBuffer(), held::release);
    }
  }

  Flight(
      ImageStore store, ImageUri uri, long offset, long end, int extentBytes, Duration patience) {
    this.store = store;
    this.uri = uri;
    this.head = offset;
    this.end = end;
    this.extentBytes = extentBytes;
    this.patienceNanos = patience.toNanos();
  }

  /// Lets the reader in, unless its place is outside of the window.
  boolean take(SharedReader reader, long at) {
    lock.lock();
    try {
      if (broken || at >= end || at < start() || at > head) {
        return false;
      }
      positions.put(reader, at);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether nobody is left, and then the flight has ended.
  boolean leave(SharedReader reader) {
    lock.lock();
    try {
      positions.remove(reader);
      changed.signalAll();
      if (!positions.isEmpty()) {
        return false;
      }
      broken = true; // nobody may come in any more
      while (!window.isEmpty()) {
        drop(window.removeFirst());
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Sets how much the window may hold.
  void allow(long bytes) {
    lock.lock();
    try {
      allowedBytes = bytes;
      while (heldBytes() > allowedBytes && dropBehind(first())) {}
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long heldBytes() {
    lock.lock();
    try {
      return head - start();
    } finally {
      lock.unlock();
    }
  }

  private long start() {
    Extent oldest = window.peekFirst();
    return oldest == null ? head : oldest.offset;
  }

  /// The bytes at the reader's place, as many as are there in one piece; waits for them. Null when
  /// the reader was left behind, or the flight ends there.
  @Nullable Content next(SharedReader reader, long at, long readerEnd)
      throws ImageStoreException, InterruptedException {
    lock.lockInterruptibly();
    try {
      long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
      while (positions.containsKey(reader) && at < end) {
        Extent extent = extentAt(at);
        Run run = extent == null ? null : extent.runAt(at);
        if (run != null) {
          Content content = run.from(at, readerEnd);
          positions.put(reader, at + content.lengthBytes());
          askAhead(at + content.lengthBytes());
          changed.signalAll();
          return content;
        }
        if (extent != null && extent.failure != null) {
          throw extent.failure;
        }
        askAhead(at);
        if (System.nanoTime() > deadline) {
          throw new ImageStoreException.Unavailable(uri + " does not come", Duration.ZERO, null);
        }
        changed.await(
            patienceNanos, TimeUnit.NANOSECONDS); // at most that long, then it looks again
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Extent extentAt(long at) {
    for (Extent extent : window) {
      if (at >= extent.offset && at < extent.end()) {
        return extent;
      }
    }
    return null;
  }

  /// Asks for what comes after `at`, as far as the window has room or can be moved.
  private void askAhead(long at) {
    long wanted = Math.min(end, at + (long) AHEAD * extentBytes + 1);
    while (head < wanted && !broken) {
      long length = Math.min(extentBytes, end - head);
      if (heldBytes() + length > allowedBytes && !makeRoom(at)) {
        return;
      }
      stuckSinceNanos = 0;
      Extent extent = new Extent(head, length);
      window.addLast(extent);
      head += length;
      Thread.ofVirtual().name("fetch " + uri).start(() -> fetch(extent));
    }
  }

  /// Drops what nobody needs; when somebody does and the reader at `at` has nothing left, then in
  /// the end in spite of that.
  private boolean makeRoom(long at) {
    if (dropBehind(last())) {
      return true;
    }
    if (at < head) {
      return false;
    }
    long now = System.nanoTime();
    if (stuckSinceNanos == 0) {
      stuckSinceNanos = now;
      return false;
    }
    if (now - stuckSinceNanos < patienceNanos) {
      return false;
    }
    long left = start() + Math.max(extentBytes, heldBytes() / LAST_PART);
    positions.values().removeIf(position -> position < left && position < at);
    changed.signalAll();
    return dropBehind(last());
  }

  private long last() {
    return positions.values().stream().mapToLong(Long::longValue).min().orElse(head);
  }

  private long first() {
    return positions.values().stream().mapToLong(Long::longValue).max().orElse(head);
  }

  /// Drops the oldest extent if it ends at or before that place; who still needs it is left behind.
  private boolean dropBehind(long place) {
    Extent oldest = window.peekFirst();
    if (oldest == null || oldest.end() > place) {
      return false;
    }
    drop(window.removeFirst());
    positions.values().removeIf(position -> position < oldest.end());
    return true;
  }

  private static void drop(Extent extent) {
    extent.dropped = true;
    for (Run run : extent.runs) {
      Slice bytes = run.bytes();
      if (bytes != null) {
        bytes.release();
      }
    }
    extent.runs.clear();
  }

  private void fetch(Extent extent) {
    ImageStoreException failure = new ImageStoreException.Damaged(uri + " ends too early");
    try (ImageReader reader = store.open(uri, extent.offset, extent.lengthBytes)) {
      Content content = reader.next();
      while (content != null && arrived(extent, content)) {
        content = reader.next();
      }
    } catch (ImageStoreException e) {
      failure = e;
    } catch (InterruptedException e) {
      failure = new ImageStoreException.Unavailable("interrupted", Duration.ZERO, e);
    } finally {
      ended(extent, failure); // also when there is a bug, so that nobody waits for it
    }
  }

  /// Returns whether more is wanted.
  private boolean arrived(Extent extent, Content content) {
    lock.lock();
    try {
      if (extent.dropped) {
        content.close();
        return false;
      }
      Slice bytes =
          switch (content) {
            case Content.Zeros _ -> null;
            case Content.Buffer buffer -> new Slice(buffer.bytes(), buffer::close);
            case Content.FileSlice file -> {
              file.close();
              throw new InvariantViolated("a store across a network has no files");
            }
          };
      long length = content.lengthBytes();
      extent.runs.add(new Run(extent.offset + extent.arrivedBytes, length, bytes));
      extent.arrivedBytes += length;
      changed.signalAll();
      return extent.arrivedBytes < extent.lengthBytes;
    } finally {
      lock.unlock();
    }
  }

  private void ended(Extent extent, ImageStoreException failure) {
    lock.lock();
    try {
      if (extent.arrivedBytes < extent.lengthBytes && !extent.dropped) {
        extent.failure = failure;
        broken = true; // who comes now begins another
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
