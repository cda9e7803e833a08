package dev.vitrine.http.netty;

import dev.vitrine.http.BodySink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCounted;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The body of one answer between the request's thread, which hands in runs, and the event loop,
/// which writes them. Two runs at most are ahead of the socket: while the kernel takes one, the
/// next is ready, and the thread that makes the one after sleeps.
///
/// The loop is woken once for all runs that are there, and flushes once. A run tells `onSent` when
/// its last reference is released, whatever became of it, so there is one place that does it.
final class SocketSink implements BodySink {
  private static final Logger log = LoggerFactory.getLogger(SocketSink.class);

  private static final int MAX_RUNS_AHEAD = 2;

  /// Of a file that is read into buffers: small enough to stay in the processor's cache on the way.
  private static final int COPY_BYTES = 256 << 10;

  /// All zeros that are ever sent. Larger ones fall out of the processor's cache.
  private static final int ZERO_BYTES = 512 << 10;

  private static final ByteBuf ZEROS =
      Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(ZERO_BYTES).asReadOnlyBuffer());

  private record Run(ReferenceCounted message, long lengthBytes) {}

  private final Connection connection;
  private final Exchange exchange;
  private final long lengthBytes;
  private final boolean fileRegions;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Run> queue = new ArrayDeque<>();
  private byte @Nullable [] head;
  private int runsAhead;
  private boolean drainScheduled;
  private long acceptedBytes;
  private long sentBytes;
  private @Nullable String fault;

  SocketSink(
      Connection connection,
      Exchange exchange,
      byte[] head,
      long lengthBytes,
      boolean fileRegions) {
    this.connection = connection;
    this.exchange = exchange;
    this.head = head;
    this.lengthBytes = lengthBytes;
    this.fileRegions = fileRegions;
  }

  @Override
  public void file(
      FileChannel file, long offset, long length, Runnable onSent, Runnable onUnreadable)
      throws IOException, InterruptedException {
    if (length <= 0
        || !fileRegions
        || Transport.isRegionTooFar(connection.channel(), offset, length)) {
      try {
        copy(file, offset, length, onUnreadable);
      } finally {
        tell(onSent);
      }
    } else {
      submit(new FileRun(file, offset, length, onSent, onUnreadable), length);
    }
  }

  @Override
  public void bytes(ByteBuffer bytes, Runnable onSent) throws IOException, InterruptedException {
    if (bytes.hasRemaining()) {
      BufferRun run =
          new BufferRun(connection.channel().alloc(), Unpooled.wrappedBuffer(bytes), onSent);
      submit(run, run.readableBytes());
    } else {
      tell(onSent);
    }
  }

  @Override
  public void zeros(long length) throws IOException, InterruptedException {
    for (long left = length; left > 0; ) {
      int run = (int) Math.min(left, ZERO_BYTES);
      submit(ZEROS.retainedSlice(0, run), run);
      left -= run;
    }
  }

  private void copy(FileChannel file, long offset, long length, Runnable onUnreadable)
      throws IOException, InterruptedException {
    long at = offset;
    for (long left = length; left > 0; ) {
      int run = (int) Math.min(left, COPY_BYTES);
      ByteBuf buffer = connection.channel().alloc().directBuffer(run, run);
      try {
        readFully(file, at, buffer, run, onUnreadable);
      } catch (IOException | RuntimeException e) {
        buffer.release();
        throw e;
      }
      submit(buffer, run);
      at += run;
      left -= run;
    }
  }

  private void readFully(
      FileChannel file, long offset, ByteBuf into, int length, Runnable onUnreadable)
      throws IOException {
    exchange.shield();
    try {
      while (into.readableBytes() < length) {
        int n = into.writeBytes(file, offset + into.readableBytes(), into.writableBytes());
        if (n < 0) {
          throw new EOFException("file ends before the run does");
        }
      }
    } catch (IOException e) {
      tell(onUnreadable);
      throw e;
    } finally {
      exchange.unshield();
    }
  }

  private void submit(ReferenceCounted message, long length)
      throws IOException, InterruptedException {
    boolean taken = false;
    boolean wake;
    lock.lock();
    try {
      if (length > lengthBytes - acceptedBytes) {
        throw new IllegalStateException("more bytes than the " + lengthBytes + " announced");
      }
      while (fault == null && runsAhead >= MAX_RUNS_AHEAD) {
        // Ends by itself: a client that takes nothing is cut.
        room.await();
      }
      if (fault != null) {
        throw new IOException(fault);
      }
      queue.add(new Run(message, length));
      taken = true;
      runsAhead++;
      acceptedBytes += length;
      wake = !drainScheduled;
      drainScheduled = true;
    } finally {
      lock.unlock();
      if (!taken) {
        message.release();
      }
    }
    if (wake) {
      connection.eventLoop().execute(this::drain);
    }
  }

  /// On the event loop.
  private void drain() {
    while (true) {
      byte[] headNow;
      Run run;
      lock.lock();
      try {
        run = queue.poll();
        if (run == null) {
          drainScheduled = false;
          break;
        }
        headNow = head;
        head = null;
      } finally {
        lock.unlock();
      }
      if (headNow != null) {
        connection.writeHead(exchange, headNow);
      }
      connection.write(run.message).addListener(future -> written(run, future.cause()));
    }
    connection.flush();
  }

  private void written(Run run, @Nullable Throwable failure) {
    boolean unreadable =
        failure != null && run.message instanceof FileRun && Transport.isFileFailure(failure);
    if (unreadable) {
      ((FileRun) run.message).unreadable();
    }
    lock.lock();
    try {
      runsAhead--;
      if (failure == null) {
        sentBytes += run.lengthBytes;
      } else if (fault == null) {
        fault = unreadable ? "a file of the data cannot be read" : "the client is gone";
      }
      // Not for each run: the kernel holds megabytes of what it took, so there is time to make two
      // more, and waking a thread costs as much CPU as sending a quarter of a run.
      if (runsAhead == 0 || fault != null) {
        room.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until everything is sent.
  void finish() throws IOException, InterruptedException {
    lock.lock();
    try {
      if (acceptedBytes < lengthBytes) {
        throw new EOFException(
            "the producer ended after " + acceptedBytes + " of " + lengthBytes + " bytes");
      }
      while (fault == null && runsAhead > 0) {
        room.await();
      }
      if (fault != null) {
        throw new IOException(fault);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more is sent; whoever waits is told.
  void fail(String why) {
    ArrayDeque<Run> given;
    lock.lock();
    try {
      if (fault == null) {
        fault = why;
      }
      given = new ArrayDeque<>(queue);
      queue.clear();
      runsAhead -= given.size();
      room.signal();
    } finally {
      lock.unlock();
    }
    given.forEach(run -> run.message.release());
  }

  /// Whether the answer is under way and cannot become another one.
  boolean hasBegun() {
    lock.lock();
    try {
      return acceptedBytes > 0;
    } finally {
      lock.unlock();
    }
  }

  long sentBytes() {
    lock.lock();
    try {
      return sentBytes;
    } finally {
      lock.unlock();
    }
  }

  static void tell(Runnable onSent) {
    try {
      onSent.run();
    } catch (RuntimeException e) {
      log.error("a run's onSent failed", e);
    }
  }
}
