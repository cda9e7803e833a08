package dev.vitrine.backend.wire;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The body of a request on its way: one thread writes, the client's threads say when they want
/// more. Holds one portion.
final class UploadFlow implements HttpRequest.BodyPublisher {
  private static final int PORTION_BYTES = 128 << 10;

  private final OptionalLong lengthBytes;
  private final long stallNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Flow.@Nullable Subscriber<? super ByteBuffer> sink;
  private long demand;
  private boolean closed;
  private ByteBuffer portion = ByteBuffer.allocate(PORTION_BYTES);

  UploadFlow(OptionalLong lengthBytes, Duration stall) {
    this.lengthBytes = lengthBytes;
    this.stallNanos = stall.toNanos();
  }

  @Override
  public long contentLength() {
    return lengthBytes.orElse(-1);
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    lock.lock();
    try {
      sink = subscriber;
    } finally {
      lock.unlock();
    }
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long count) {
            change(count, false);
          }

          @Override
          public void cancel() {
            change(0, true);
          }
        });
  }

  private void change(long moreDemand, boolean nowClosed) {
    lock.lock();
    try {
      demand += moreDemand;
      closed |= nowClosed;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// No more is wanted, for an answer is there, or none will be.
  void close() {
    change(0, true);
  }

  /// Waits until bytes may be sent; false when they will not be.
  boolean awaitLeave() throws WireException, InterruptedException {
    return awaitDemandOrEnd(false) != null;
  }

  /// Takes the buffer's bytes; returns false when no more are wanted, and some may not have left.
  boolean write(ByteBuffer bytes) throws WireException, InterruptedException {
    while (bytes.hasRemaining()) {
      if (!portion.hasRemaining() && !flush()) {
        return false;
      }
      int count = Math.min(portion.remaining(), bytes.remaining());
      portion.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
    }
    return true;
  }

  /// Sends what is left and says that it was all.
  void end() throws WireException, InterruptedException {
    if (portion.position() > 0 && !flush()) {
      return;
    }
    Flow.Subscriber<? super ByteBuffer> subscriber = awaitDemandOrEnd(false);
    if (subscriber != null) {
      subscriber.onComplete();
    }
  }

  /// Cuts the request.
  void cut() {
    Flow.Subscriber<? super ByteBuffer> subscriber;
    lock.lock();
    try {
      subscriber = closed ? null : sink;
      closed = true;
    } finally {
      lock.unlock();
    }
    if (subscriber != null) {
      subscriber.onError(new WireException("the upload was given up", null));
    }
  }

  private boolean flush() throws WireException, InterruptedException {
    Flow.Subscriber<? super ByteBuffer> subscriber = awaitDemandOrEnd(true);
    if (subscriber == null) {
      return false;
    }
    ByteBuffer full = portion.flip();
    portion = ByteBuffer.allocate(PORTION_BYTES); // the client keeps what it is given
    subscriber.onNext(full);
    return true;
  }

  /// Who wants more; null when nobody does any more.
  private Flow.@Nullable Subscriber<? super ByteBuffer> awaitDemandOrEnd(boolean takeDemand)
      throws WireException, InterruptedException {
    long deadline = System.nanoTime() + stallNanos;
    lock.lock();
    try {
      while (!closed && (sink == null || (takeDemand && demand == 0))) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new WireException(
              "no more bytes were taken in " + TimeUnit.NANOSECONDS.toMillis(stallNanos) + " ms",
              null);
        }
        changed.awaitNanos(left);
      }
      if (closed) {
        return null;
      }
      if (takeDemand) {
        demand--;
      }
      return sink;
    } finally {
      lock.unlock();
    }
  }
}
