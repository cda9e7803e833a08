package dev.vitrine.backend.wire;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The body of an answer as it comes. One thread reads; any thread may cancel.
final class BodyFlow implements BodySubscriber<BodyFlow> {
  /// Portions that may wait. The client makes each as large as it reads at a time: 128 KiB as the
  /// launcher sets it (`jdk.httpclient.bufsize`), 16 KiB otherwise.
  private static final int MOST_WAITING = 8;

  /// What comes from the client's threads.
  private sealed interface Event {}

  private record Bytes(List<ByteBuffer> buffers) implements Event {}

  private record End(@Nullable Throwable failure) implements Event {}

  private final long stallMillis;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>(); // by demand
  private final AtomicReference<Flow.@Nullable Subscription> source = new AtomicReference<>();
  private final Deque<ByteBuffer> current = new ArrayDeque<>();
  private boolean ended;
  private volatile boolean cancelled;

  BodyFlow(Duration stall) {
    this.stallMillis = stall.toMillis();
  }

  /// At once: whoever waits for the body waits for its head only.
  @Override
  public CompletionStage<BodyFlow> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    source.set(subscription);
    if (cancelled) {
      subscription.cancel();
    } else {
      subscription.request(MOST_WAITING);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Bytes(buffers));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new End(failure));
  }

  @Override
  public void onComplete() {
    events.add(new End(null));
  }

  /// Some bytes, at least one; -1 at the end.
  int read(byte[] into, int from, int mostBytes) throws WireException, InterruptedException {
    while (current.isEmpty()) {
      if (ended) {
        return -1;
      }
      take();
    }
    ByteBuffer first = current.getFirst();
    int count = Math.min(mostBytes, first.remaining());
    first.get(into, from, count);
    if (!first.hasRemaining()) {
      current.removeFirst();
    }
    return count;
  }

  private void take() throws WireException, InterruptedException {
    switch (events.poll(stallMillis, TimeUnit.MILLISECONDS)) {
      case null -> throw new WireException("no more bytes in " + stallMillis + " ms", null);
      case Bytes(List<ByteBuffer> buffers) -> {
        buffers.stream().filter(ByteBuffer::hasRemaining).forEach(current::add);
        Flow.Subscription subscription = source.get();
        if (subscription != null) {
          subscription.request(1);
        }
      }
      case End(Throwable failure) -> {
        ended = true;
        if (failure != null) {
          throw WireException.of(failure);
        }
      }
    }
  }

  /// Gives the rest up, and the connection with it.
  void cancel() {
    cancelled = true;
    Flow.Subscription subscription = source.get();
    if (subscription != null) {
      subscription.cancel();
    }
  }
}
