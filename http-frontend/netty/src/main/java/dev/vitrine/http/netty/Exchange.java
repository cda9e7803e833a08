package dev.vitrine.http.netty;

import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its answer, on a virtual thread: the handler runs, the answer is handed to the
/// connection, and when the last byte is out, or the connection is, the listener hears of it.
final class Exchange implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);
  private static final byte[] NOTHING = {};

  /// An answer that any socket buffer takes at once counts as sent when the event loop has it:
  /// waiting for that would wake this thread once more, a fifth of what a small request costs.
  private static final int SMALL_ANSWER_BYTES = 8 << 10;

  private final ServerContext server;
  private final Connection connection;
  private final Request request;
  private final BodyPipe body;
  private final boolean keepAlive;
  private final boolean http10;
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<Boolean> sent = new CompletableFuture<>();

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread thread;
  private @Nullable SocketSink sink;
  private boolean shielded;
  private boolean gone;
  private int brokenStatus;
  private volatile boolean failed;

  Exchange(
      ServerContext server,
      Connection connection,
      Request request,
      BodyPipe body,
      boolean keepAlive,
      boolean http10) {
    this.server = server;
    this.connection = connection;
    this.request = request;
    this.body = body;
    this.keepAlive = keepAlive;
    this.http10 = http10;
  }

  BodyPipe body() {
    return body;
  }

  boolean http10() {
    return http10;
  }

  /// Whether the connection may serve another request after this one, for all that the exchange
  /// knows.
  boolean keepAlive() {
    return keepAlive && !failed;
  }

  void start() {
    server.counters().exchangesRunning.incrementAndGet();
    Thread started = Thread.ofVirtual().name("request").unstarted(this);
    lock.lock();
    try {
      thread = started;
    } finally {
      lock.unlock();
    }
    started.start();
  }

  // ---- what the connection tells; from the event loop ----

  /// The connection is no more.
  void gone() {
    body.abort("the client is gone");
    SocketSink current;
    lock.lock();
    try {
      gone = true;
      current = sink;
      if (thread != null && !shielded && !sent.isDone()) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
    if (current != null) {
      current.fail("the client is gone");
    }
    sent.complete(false);
  }

  /// The body will not come to its end; the connection still works.
  void bodyBroken(int status, String why) {
    lock.lock();
    try {
      brokenStatus = status;
    } finally {
      lock.unlock();
    }
    body.abort(why);
  }

  /// The answer is out, or never will be.
  void sent(boolean whole) {
    sent.complete(whole);
  }

  // ---- the request's thread ----

  @Override
  public void run() {
    try {
      ExchangeListener.Result result = deliver(respond());
      // What interrupted the answer must not interrupt the log.
      Thread.interrupted();
      server.listener().finished(request, result);
    } catch (Throwable e) {
      log.error("{} {}: exchange failed", request.method(), request.path(), e);
      connection.eventLoop().execute(() -> connection.answered(this, false));
    } finally {
      body.close();
      request.facts().end();
      server.counters().exchangesRunning.decrementAndGet();
    }
  }

  private Response respond() {
    try {
      if (!body.isAdmitted()) {
        Duration limit = server.options().time().budgetWait();
        if (!body.awaitAdmission(limit)) {
          server.counters().bodiesRefused.increment();
          return Response.text(503, "too many uploads\n")
              .with("Retry-After", Long.toString(Math.max(1, limit.toSeconds())));
        }
        connection.admitted(this);
      }
      return Objects.requireNonNull(server.handler().handle(request), "no response");
    } catch (Throwable e) {
      return failure(e);
    }
  }

  /// What is answered when the handler has thrown.
  private Response failure(Throwable cause) {
    failed = true;
    int status = 500;
    lock.lock();
    try {
      if (gone) {
        log.debug("{} {}: client gone", request.method(), request.path(), cause);
        return Response.empty(500);
      }
      if (brokenStatus != 0) {
        status = brokenStatus;
      }
    } finally {
      lock.unlock();
    }
    if (status == 500) {
      log.error("{} {}: handler failed", request.method(), request.path(), cause);
    }
    return Response.empty(status);
  }

  private ExchangeListener.Result deliver(Response response) {
    try {
      return deliverOnce(response);
    } catch (NotBegun e) {
      return deliverOnce(instead(e.getCause() == null ? e : e.getCause()));
    }
  }

  /// What is answered in place of an answer that did not begin.
  private Response instead(Throwable cause) {
    if (cause instanceof Exception exception && isWhole()) {
      failed = true;
      try {
        return server.handler().failed(request, exception);
      } catch (Throwable e) {
        return failure(e);
      }
    }
    return failure(cause);
  }

  /// Whether the client is there and sent a body that can be read.
  private boolean isWhole() {
    lock.lock();
    try {
      return !gone && brokenStatus == 0;
    } finally {
      lock.unlock();
    }
  }

  private ExchangeListener.Result deliverOnce(Response response) {
    boolean none = response.status() == 204 || response.status() == 304;
    boolean asked = !none && !request.method().equals("HEAD");
    return switch (response.body()) {
      case Response.Empty() -> whole(response, none ? -1 : 0, NOTHING);
      case Response.Bytes(byte[] bytes) ->
          whole(response, none ? -1 : bytes.length, asked ? bytes : NOTHING);
      case Response.Streamed(long lengthBytes, Response.Producer producer) ->
          asked && lengthBytes > 0
              ? stream(response, lengthBytes, producer)
              : whole(response, none ? -1 : lengthBytes, NOTHING);
    };
  }

  private ExchangeListener.Result whole(Response response, long lengthBytes, byte[] bytes) {
    connection.send(this, head(response, lengthBytes), bytes);
    boolean waits = failed || bytes.length > SMALL_ANSWER_BYTES;
    boolean complete = waits ? sent.join() : !isGone();
    return result(response, complete ? bytes.length : 0, complete);
  }

  private ExchangeListener.Result stream(
      Response response, long lengthBytes, Response.Producer producer) {
    SocketSink out =
        new SocketSink(
            connection,
            this,
            head(response, lengthBytes),
            lengthBytes,
            server.options().fileRegions() && server.options().tls() == null);
    boolean isGone;
    lock.lock();
    try {
      sink = out;
      isGone = gone;
    } finally {
      lock.unlock();
    }
    if (isGone) {
      out.fail("the client is gone");
    }
    try {
      producer.produce(out);
      out.finish();
    } catch (Throwable e) {
      if (!out.hasBegun()) {
        throw new NotBegun(e);
      }
      if (!isGone()) {
        log.error("{} {}: answer cut", request.method(), request.path(), e);
      }
      out.fail("the producer failed");
      connection.eventLoop().execute(() -> connection.answered(this, false));
      sent.join();
      return result(response, out.sentBytes(), false);
    }
    connection.eventLoop().execute(() -> connection.answered(this, true));
    boolean complete = sent.join();
    return result(response, out.sentBytes(), complete);
  }

  private static byte[] head(Response response, long lengthBytes) {
    try {
      return ResponseHead.encode(response, lengthBytes);
    } catch (IllegalArgumentException e) {
      throw new NotBegun(e);
    }
  }

  private ExchangeListener.Result result(Response response, long bytesOut, boolean complete) {
    return new ExchangeListener.Result(
        response.status(),
        body.receivedBytes(),
        bytesOut,
        Duration.ofNanos(System.nanoTime() - startNanos),
        complete);
  }

  boolean isGone() {
    lock.lock();
    try {
      return gone;
    } finally {
      lock.unlock();
    }
  }

  /// Until [#unshield], the thread is not interrupted: an interrupt before or in the middle of a
  /// read closes a file channel, and this one may serve others too. Throws when it has been.
  void shield() throws IOException {
    lock.lock();
    try {
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("the client is gone");
      }
      shielded = true;
    } finally {
      lock.unlock();
    }
  }

  void unshield() {
    lock.lock();
    try {
      shielded = false;
      if (gone) {
        Thread.currentThread().interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The answer failed before its first byte: another can take its place.
  private static final class NotBegun extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotBegun(Throwable cause) {
      super(cause);
    }
  }
}
