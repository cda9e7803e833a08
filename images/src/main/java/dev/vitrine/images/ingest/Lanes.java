package dev.vitrine.images.ingest;

import dev.vitrine.blobstore.Slice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The lanes of one upload, running side by side over the same slices.
///
/// **Threads.** One thread offers and ends; the lanes run on the executor, each at most once at a
/// time. A lane takes what has piled up in one run, so that a fast sender costs few hand-overs, and
/// goes to the end of the executor's queue after [#RUN_BYTES], so that uploads share the threads.
/// The lane named first is the first to run: name the slowest first.
///
/// **Buffers.** Each slice is retained once for every lane and released once when that lane has
/// seen its run, or when the lanes were cancelled or have failed.
///
/// **Bounds.** At most `capacityBytes` are held for any lane (or one slice, if that is larger);
/// [#offer] blocks meanwhile.
///
/// **Failure.** The first lane that throws ends all of them; [#offer] and [#finish] then throw.
public final class Lanes {
  /// Long enough that handing over costs nothing beside the work (1 to 3 ms), short enough that
  /// many uploads take turns.
  static final int RUN_BYTES = 1 << 20;

  /// Far longer than hashing what may be held takes; whoever waits longer waits for ever.
  private static final Duration STALL_LIMIT = Duration.ofMinutes(5);

  private final Executor threads;
  private final long capacityBytes;
  private final List<Track> tracks = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition progress = lock.newCondition();
  private boolean ended;
  private @Nullable Throwable failure;

  public Lanes(Executor threads, long capacityBytes, List<? extends Lane> lanes) {
    this.threads = threads;
    this.capacityBytes = capacityBytes;
    for (Lane lane : lanes) {
      tracks.add(new Track(lane));
    }
  }

  /// Shows the slice to every lane; takes over the caller's reference, also when it throws.
  public void offer(Slice slice) throws LaneException, InterruptedException {
    try {
      lock.lockInterruptibly();
      try {
        for (Track track : tracks) {
          track.awaitRoom(slice.lengthBytes());
        }
        checkFailure();
        for (Track track : tracks) {
          track.add(slice.retain());
        }
      } finally {
        lock.unlock();
      }
    } finally {
      slice.release();
    }
  }

  /// Waits until every lane has seen everything. What the lanes found is then visible to the
  /// caller.
  public void finish() throws LaneException, InterruptedException {
    lock.lockInterruptibly();
    try {
      for (Track track : tracks) {
        track.awaitIdle();
      }
      checkFailure();
      ended = true;
    } finally {
      lock.unlock();
    }
  }

  /// Gives up: releases what waits; a lane that is running releases what it holds when it is
  /// through. Idempotent; does nothing after [#finish]. Never throws.
  public void cancel() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  private void await(BooleanSupplier busy) throws LaneException, InterruptedException {
    long limitNanos = STALL_LIMIT.toNanos();
    while (!ended && busy.getAsBoolean()) {
      if (limitNanos <= 0) {
        throw new LaneException("a lane did not come to its end in " + STALL_LIMIT);
      }
      limitNanos = progress.awaitNanos(limitNanos);
    }
  }

  private void end() {
    ended = true;
    tracks.forEach(Track::drop);
    progress.signalAll();
  }

  private void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    end();
  }

  private void checkFailure() throws LaneException {
    if (failure != null) {
      throw new LaneException("a lane failed: " + failure, failure);
    }
    if (ended) {
      throw new LaneException("the lanes have ended");
    }
  }

  /// One lane and what waits for it. Every field is guarded by [#lock].
  private final class Track implements Runnable {
    private final Lane lane;
    private final ArrayDeque<Slice> waiting = new ArrayDeque<>();

    /// Bytes that wait for the lane or that it is looking at.
    private long heldBytes;

    private boolean scheduled;

    Track(Lane lane) {
      this.lane = lane;
    }

    void awaitRoom(int lengthBytes) throws LaneException, InterruptedException {
      await(() -> heldBytes > 0 && heldBytes + lengthBytes > capacityBytes);
    }

    void awaitIdle() throws LaneException, InterruptedException {
      await(() -> scheduled);
    }

    void add(Slice slice) {
      if (ended) { // the executor refused the lane before this one
        slice.release();
        return;
      }
      waiting.add(slice);
      heldBytes += slice.lengthBytes();
      if (!scheduled) {
        scheduled = true;
        schedule();
      }
    }

    private void schedule() {
      try {
        threads.execute(this);
      } catch (RejectedExecutionException e) {
        scheduled = false;
        fail(e);
      }
    }

    void drop() {
      for (Slice slice : waiting) {
        heldBytes -= slice.lengthBytes();
        slice.release();
      }
      waiting.clear();
    }

    @Override
    public void run() {
      List<Slice> taken = take();
      Throwable thrown = null;
      try {
        lane.acceptAll(taken.stream().map(Slice::bytes).toList());
      } catch (Throwable e) { // a lane that dies silently would leave its upload waiting
        thrown = e;
      }
      long bytes = 0;
      for (Slice slice : taken) {
        bytes += slice.lengthBytes();
        slice.release();
      }
      lock.lock();
      try {
        heldBytes -= bytes;
        if (thrown != null) {
          fail(thrown);
        }
        scheduled = !waiting.isEmpty();
        if (scheduled) {
          schedule();
        }
        if (!scheduled) { // which the threads' refusal brings about, too
          lane.pause();
        }
        progress.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private List<Slice> take() {
      List<Slice> taken = new ArrayList<>();
      lock.lock();
      try {
        for (long bytes = 0; bytes < RUN_BYTES && !waiting.isEmpty(); ) {
          Slice slice = waiting.remove();
          bytes += slice.lengthBytes();
          taken.add(slice);
        }
        return taken;
      } finally {
        lock.unlock();
      }
    }
  }
}
