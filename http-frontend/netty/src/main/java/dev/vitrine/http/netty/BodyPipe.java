package dev.vitrine.http.netty;

import dev.vitrine.http.BodyPart;
import dev.vitrine.http.RequestBody;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The body of one request between the event loop, which [#offer]s bytes, the request's thread,
/// which [#read]s parts, and whichever threads release them.
///
/// **Bound.** Bytes are *outstanding* from the moment they are offered until their part is
/// released. At the pause mark the socket is read no more, and again a frame below it. What one
/// read brings beyond the mark is taken in: the window that the pipe has reserved allows for it.
/// When the mark is reached and the budget has plenty, the window grows instead, up to a limit: a
/// fast upload gets slack, a slow one never asks for it.
///
/// **Size of parts.** While nobody asks for it, the last part in the queue grows by the bytes that
/// arrive behind it in the same frame; so a reader that is behind gets few large parts.
///
/// **Memory.** A part pins the frame it lies in. The reservation is given back when the pipe was
/// closed and the last part is released, in either order.
final class BodyPipe implements RequestBody {
  /// Counted for each part on top of its bytes: what its objects take, and what a chunk's size line
  /// takes in its frame.
  static final int PART_OVERHEAD_BYTES = RequestDecoder.MAX_CHUNK_OVERHEAD_BYTES;

  /// What reads that were under way when the mark was passed may bring on top of their bytes.
  private static final int FEW_PARTS_OVERHEAD_BYTES = 64 << 10;

  /// What the pipe asks of the connection. Called from any thread but [#pause].
  interface Flow {
    /// On the event loop: read the socket no more.
    void pause();

    void resume();

    /// The reader is there: an `Expect: 100-continue` is answered now.
    void wanted();
  }

  private final Flow flow;
  private final Frames frames;
  private final OptionalLong lengthBytes;
  private final int frameBytes;
  private final Duration readLimit;
  private final ByteBudget budget;
  private final long stepBytes;
  private final long maxWindowBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final ArrayDeque<Part> queue = new ArrayDeque<>();
  private long windowBytes;
  private long pauseBytes;
  private long outstandingBytes;
  private long receivedBytes;
  private boolean admitted;
  private boolean wanted;
  private boolean paused;
  private boolean complete;
  private boolean closed;
  private @Nullable String fault;

  /// @param readLimit after which a reader that holds everything and waits for more is given up
  /// @param windowBytes to be taken from the budget; 0 when there is no body
  /// @param maxWindowBytes what the window may grow to
  BodyPipe(
      Flow flow,
      Frames frames,
      OptionalLong lengthBytes,
      HttpServerOptions.BodyLimits limits,
      Duration readLimit,
      ByteBudget budget,
      long windowBytes,
      long maxWindowBytes) {
    this.flow = flow;
    this.frames = frames;
    this.lengthBytes = lengthBytes;
    this.pauseBytes = limits.pauseBytes();
    this.frameBytes = limits.maxFrameBytes();
    this.readLimit = readLimit;
    this.budget = budget;
    this.windowBytes = windowBytes;
    this.stepBytes = windowBytes;
    this.maxWindowBytes = maxWindowBytes;
    this.admitted = windowBytes == 0;
  }

  /// Reserves the window if that is possible at once. On the event loop.
  boolean tryAdmit() {
    if (!admitted && budget.tryReserve(stepBytes)) {
      admit();
    }
    return admitted;
  }

  boolean isAdmitted() {
    lock.lock();
    try {
      return admitted;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the window; false when there is none in time. On the request's thread.
  boolean awaitAdmission(Duration limit) throws InterruptedException {
    if (budget.reserve(stepBytes, limit)) {
      admit();
      return true;
    }
    return false;
  }

  private void admit() {
    lock.lock();
    try {
      admitted = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public OptionalLong lengthBytes() {
    return lengthBytes;
  }

  @Override
  public @Nullable BodyPart read() throws Aborted, InterruptedException {
    boolean first;
    lock.lockInterruptibly();
    try {
      first = !wanted;
      wanted = true;
    } finally {
      lock.unlock();
    }
    if (first) {
      flow.wanted();
    }
    long nanos = readLimit.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        Part part = queue.poll();
        if (part != null) {
          return part;
        }
        if (fault != null) {
          throw new Aborted(fault);
        }
        if (complete) {
          return null;
        }
        if (closed) {
          throw new Aborted("the exchange is over");
        }
        // A slow client is the event loop's matter; here only a reader that keeps all parts waits
        // too long, and without a limit would do so for ever.
        long left = arrival.awaitNanos(nanos);
        nanos = paused ? left : readLimit.toNanos();
        if (nanos <= 0) {
          throw new Aborted("the parts that were read are not released");
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Takes bytes in, and the reference to them. On the event loop.
  void offer(ByteBuf bytes) {
    int length = bytes.readableBytes();
    boolean full = false;
    lock.lock();
    try {
      receivedBytes += length;
      long limitBytes = pauseBytes + frameBytes + FEW_PARTS_OVERHEAD_BYTES;
      if (!closed && fault == null && outstandingBytes + length > limitBytes) {
        // Netty empties the socket when the client has closed its side, pause or not.
        fault = "the client closed while its body was waiting";
        arrival.signalAll();
      }
      if (closed || fault != null || length == 0) {
        bytes.release();
        return;
      }
      int offset = frames.offsetInFrame(bytes);
      Part last = queue.peekLast();
      if (offset >= 0 && last != null && last.endsAt(frames.frame(), offset)) {
        last.grow(length);
        outstandingBytes += length;
        bytes.release();
      } else {
        Part part;
        if (offset >= 0) {
          part = new Part(frames.frame().retain(), offset, length);
          bytes.release();
        } else {
          part = new Part(bytes, bytes.readerIndex(), length);
        }
        queue.add(part);
        outstandingBytes += part.charge();
        arrival.signal();
      }
      if (outstandingBytes >= pauseBytes && !paused && !widen()) {
        paused = true;
        full = true;
      }
    } finally {
      lock.unlock();
    }
    if (full) {
      flow.pause();
    }
  }

  /// Under the lock.
  private boolean widen() {
    if (windowBytes + stepBytes > maxWindowBytes || !budget.tryReserveSpare(stepBytes)) {
      return false;
    }
    windowBytes += stepBytes;
    pauseBytes += stepBytes;
    return true;
  }

  /// The last byte has arrived. On the event loop.
  void complete() {
    lock.lock();
    try {
      complete = true;
      arrival.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The body ends before its end: the reader gets what has arrived and then this.
  void abort(String why) {
    lock.lock();
    try {
      if (!complete && fault == null) {
        fault = why;
        arrival.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Nobody reads any more: drops what is queued, and what will still be offered.
  void close() {
    ArrayDeque<Part> unread;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      arrival.signalAll();
      unread = new ArrayDeque<>(queue);
      queue.clear();
      if (outstandingBytes == 0) {
        endReservation();
      }
    } finally {
      lock.unlock();
    }
    unread.forEach(Part::release);
  }

  long receivedBytes() {
    lock.lock();
    try {
      return receivedBytes;
    } finally {
      lock.unlock();
    }
  }

  /// Bytes that were offered and not yet released.
  long outstandingBytes() {
    lock.lock();
    try {
      return outstandingBytes;
    } finally {
      lock.unlock();
    }
  }

  private void released(int charge) {
    boolean resume = false;
    lock.lock();
    try {
      outstandingBytes -= charge;
      if (paused && outstandingBytes <= pauseBytes - frameBytes) {
        paused = false;
        resume = true;
      }
      if (closed && outstandingBytes == 0) {
        endReservation();
      }
    } finally {
      lock.unlock();
    }
    if (resume) {
      flow.resume();
    }
  }

  /// Only once: nothing can be outstanding again after the close.
  private void endReservation() {
    if (admitted && windowBytes > 0) {
      budget.release(windowBytes);
    }
  }

  private final class Part implements BodyPart {
    private final ByteBuf memory;
    private final int start;
    private final AtomicBoolean released = new AtomicBoolean();
    private int length;
    private @Nullable ByteBuffer view;

    Part(ByteBuf memory, int start, int length) {
      this.memory = memory;
      this.start = start;
      this.length = length;
    }

    @SuppressWarnings("ReferenceEquality") // Which memory, not what is in it.
    boolean endsAt(ByteBuf frame, int offset) {
      return memory == frame && start + length == offset;
    }

    /// Under the lock, while the part is queued.
    void grow(int more) {
      length += more;
    }

    int charge() {
      return length + PART_OVERHEAD_BYTES;
    }

    @Override
    public ByteBuffer bytes() {
      if (view == null) {
        view = memory.nioBuffer(start, length).asReadOnlyBuffer();
      }
      return view;
    }

    @Override
    public void release() {
      if (!released.compareAndSet(false, true)) {
        throw new IllegalStateException("released twice");
      }
      memory.release();
      released(charge());
    }
  }
}
