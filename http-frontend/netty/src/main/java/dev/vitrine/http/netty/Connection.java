package dev.vitrine.http.netty;

import dev.vitrine.http.Request;
import dev.vitrine.http.RequestFacts;
import dev.vitrine.http.Response;
import dev.vitrine.http.netty.ReadGate.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: its requests, one after the other, and its end. All methods run on its event
/// loop unless they say otherwise.
///
/// ```
///   IDLE ──first byte──▶ HEAD ──head whole──▶ EXCHANGE ──answer sent──▶ DRAINING ──body read──▶ IDLE
///                          │                     │                         (skipped when it was read)
///                      malformed,            no keep-alive
///                       too slow                 │
///                          └────answer──▶ LINGERING ──client closes, or time──▶ CLOSED
/// ```
///
/// A new connection starts at HEAD: it was opened for a request. Closing lingers when the client
/// may still be sending: closed with unread bytes, a socket sends a reset, which destroys the
/// answer on its way to the client. So our side is shut, and what still comes is dropped for a
/// while.
// A write that fails closes the channel, which is where everything is cleaned up; futures that
// matter beyond that have listeners.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connection extends ChannelInboundHandlerAdapter implements RequestDecoder.Arrivals {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private static final byte[] CONTINUE = ResponseHead.ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final byte[] CLOSE = ResponseHead.ascii("Connection: close\r\n\r\n");
  private static final byte[] KEEP_ALIVE = ResponseHead.ascii("Connection: keep-alive\r\n\r\n");
  private static final byte[] NO_FIELD = ResponseHead.ascii("\r\n");

  private enum Phase {
    IDLE,
    HEAD,
    EXCHANGE,
    DRAINING,
    LINGERING,
    CLOSED
  }

  private final ServerContext server;
  private final Sweeper sweeper;
  private final SocketChannel channel;
  private final Frames frames;
  private final RequestDecoder decoder;
  private final ReadGate gate;
  private final WriteWatch writes;
  private @Nullable ChannelHandlerContext context;

  private Phase phase = Phase.HEAD;
  private long phaseNanos = System.nanoTime();
  private long arrivalNanos = phaseNanos;
  private boolean silent = true;

  private @Nullable Exchange exchange;
  private boolean bodyComplete;
  private boolean continueExpected;
  private boolean closeAfterAnswer;

  Connection(ServerContext server, Sweeper sweeper, SocketChannel channel) {
    this.server = server;
    this.sweeper = sweeper;
    this.channel = channel;
    this.frames = new Frames(server.options().body().maxFrameBytes());
    this.decoder = new RequestDecoder(server.options(), frames, this);
    this.gate = new ReadGate(channel);
    this.writes = new WriteWatch(channel);
  }

  /// Frames for the socket to be read into.
  Frames frames() {
    return frames;
  }

  RequestDecoder decoder() {
    return decoder;
  }

  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  Channel channel() {
    return channel;
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  // ---- arrival ----

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    sweeper.add(this);
    server.counters().connectionsAccepted.increment();
    int open = server.counters().connectionsOpen.incrementAndGet();
    int limit = server.options().maxConnections();
    if (open > limit) {
      server.counters().connectionsRefused.increment();
      if (open > limit + limit / 8 + 8) {
        // So many that even telling them costs too much.
        reset();
      } else {
        refuse(Response.text(503, "too many connections\n").with("Retry-After", "1"));
      }
    }
  }

  @Override
  public void bytesArrived() {
    arrivalNanos = System.nanoTime();
    silent = false;
    if (phase == Phase.IDLE) {
      enter(Phase.HEAD);
    }
  }

  @Override
  public void surplusArrived() {
    gate.block(Reason.NEXT_REQUEST_WAITS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request) {
      begin(request);
      if (message instanceof HttpContent content) {
        // Only a malformed head is whole by itself, and was refused.
        content.release();
      }
    } else if (message instanceof HttpContent content) {
      bodyArrived(content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest message) {
    switch (RequestHead.of(message)) {
      case RequestHead.Refused(int status, String why) -> {
        server.counters().requestsMalformed.increment();
        log.debug("{} refused with {}: {}", channel.remoteAddress(), status, why);
        refuse(status == 200 ? Response.empty(200) : Response.text(status, why + "\n"));
      }
      case RequestHead.Accepted head -> start(head);
    }
  }

  private void start(RequestHead.Accepted head) {
    server.counters().requests.increment();
    HttpServerOptions options = server.options();
    long declared = head.bodyBytes().orElse(Long.MAX_VALUE);
    boolean small = declared <= options.body().smallBodyBytes();
    BodyFlow flow = new BodyFlow();
    BodyPipe body =
        new BodyPipe(
            flow,
            frames,
            head.bodyBytes(),
            options.body(),
            options.time().bodyStall().multipliedBy(2),
            small ? server.smallBodies() : server.uploads(),
            small ? declared : options.body().uploadWindowBytes(),
            small ? declared : options.body().maxUploadWindowBytes());
    Request request =
        new Request(
            head.method(),
            head.path(),
            head.query(),
            options.tls() == null ? "http" : "https",
            head.headers(),
            body,
            channel.remoteAddress(),
            new RequestFacts());
    Exchange started = new Exchange(server, this, request, body, head.keepAlive(), head.http10());
    flow.exchange = started;
    exchange = started;
    bodyComplete = false;
    continueExpected = head.expectsContinue() && declared > 0;
    closeAfterAnswer = false;
    enter(Phase.EXCHANGE);
    if (declared > 0) {
      frames.bodyBegins(declared);
      if (!body.tryAdmit()) {
        gate.block(Reason.NO_WINDOW_YET);
      }
    }
    started.start();
  }

  private void bodyArrived(HttpContent content) {
    Exchange current = exchange;
    if (current == null) {
      content.release();
      return;
    }
    if (content.decoderResult().isFailure()) {
      content.release();
      bodyBroken(current, content.decoderResult().cause());
      return;
    }
    if (content.content().isReadable()) {
      continueExpected = false;
    }
    current.body().offer(content.content());
    if (content instanceof LastHttpContent) {
      bodyComplete = true;
      current.body().complete();
      frames.bodyEnds();
      if (phase == Phase.DRAINING) {
        next();
      }
    }
  }

  private void bodyBroken(Exchange current, Throwable cause) {
    log.debug("{} sent a malformed body", channel.remoteAddress(), cause);
    decoder.discard();
    closeAfterAnswer = true;
    if (phase == Phase.DRAINING) {
      // The answer is out already.
      linger(channel.newSucceededFuture());
    } else {
      server.counters().requestsMalformed.increment();
      current.bodyBroken(400, "malformed body: " + cause.getMessage());
    }
  }

  // ---- back-pressure ----

  private void unblock(Reason... reasons) {
    if (gate.unblock(reasons)) {
      // The client was not asked until now.
      arrivalNanos = System.nanoTime();
    }
  }

  /// The way from one pipe to the connection; mute when its exchange is over.
  private final class BodyFlow implements BodyPipe.Flow {
    private @Nullable Exchange exchange;

    @Override
    public void pause() {
      if (exchange == Connection.this.exchange) {
        gate.block(Reason.PIPE_IS_FULL);
      }
    }

    @Override
    public void resume() {
      onLoop(() -> unblock(Reason.PIPE_IS_FULL));
    }

    @Override
    public void wanted() {
      // Unsynchronised look: the flag only ever goes from true to false, and is set before the
      // request's thread starts.
      if (continueExpected) {
        onLoop(Connection.this::sendContinue);
      }
    }

    private void onLoop(Runnable action) {
      eventLoop()
          .execute(() -> {
            if (exchange != null && exchange == Connection.this.exchange) {
              action.run();
            }
          });
    }
  }

  private void sendContinue() {
    if (continueExpected && phase == Phase.EXCHANGE) {
      continueExpected = false;
      arrivalNanos = System.nanoTime();
      context().writeAndFlush(context().alloc().directBuffer(CONTINUE.length).writeBytes(CONTINUE));
    }
  }

  /// The exchange got its window. From its thread.
  void admitted(Exchange admitted) {
    eventLoop()
        .execute(() -> {
          if (admitted == exchange) {
            unblock(Reason.NO_WINDOW_YET);
          }
        });
  }

  // ---- answers ----

  /// Sends an answer of one piece. From the exchange's thread; [Exchange#sent] is told the end.
  void send(Exchange answered, byte[] head, byte[] body) {
    eventLoop()
        .execute(() -> {
          if (answered != exchange) {
            answered.sent(false);
            return;
          }
          byte[] end = endOfHead(answered);
          ByteBuf out = context().alloc().directBuffer(head.length + end.length + body.length);
          out.writeBytes(head).writeBytes(end).writeBytes(body);
          context()
              .writeAndFlush(out)
              .addListener(
                  (ChannelFutureListener) future -> answered(answered, future.isSuccess()));
        });
  }

  /// Writes the head of an answer whose body follows, without a flush.
  void writeHead(Exchange answered, byte[] head) {
    byte[] end = endOfHead(answered);
    ByteBuf out = context().alloc().directBuffer(head.length + end.length);
    context().write(out.writeBytes(head).writeBytes(end), context().voidPromise());
  }

  ChannelFuture write(Object run) {
    return context().write(run);
  }

  void flush() {
    context().flush();
  }

  /// All of an answer is out, or never will be.
  void answered(Exchange answered, boolean sent) {
    if (answered == exchange) {
      if (!sent) {
        cut("an answer could not be sent");
      } else {
        endExchange();
      }
    }
    answered.sent(sent);
  }

  private byte[] endOfHead(Exchange answered) {
    closeAfterAnswer |=
        server.stopping().get() || !answered.keepAlive() || !restIsWorthReading(answered.body());
    return closeAfterAnswer ? CLOSE : answered.http10() ? KEEP_ALIVE : NO_FIELD;
  }

  private boolean restIsWorthReading(BodyPipe body) {
    if (bodyComplete) {
      return true;
    }
    OptionalLong declared = body.lengthBytes();
    return !continueExpected
        && declared.isPresent()
        && declared.getAsLong() - body.receivedBytes() <= server.options().body().drainBytes();
  }

  private void endExchange() {
    if (exchange != null) {
      exchange.body().close();
    }
    unblock(Reason.PIPE_IS_FULL, Reason.NO_WINDOW_YET);
    if (closeAfterAnswer) {
      if (bodyComplete && !decoder.holdsBytes()) {
        enter(Phase.CLOSED);
        channel.close();
      } else {
        linger(channel.newSucceededFuture());
      }
    } else if (bodyComplete) {
      next();
    } else {
      enter(Phase.DRAINING);
    }
  }

  private void next() {
    exchange = null;
    enter(Phase.IDLE);
    if (server.stopping().get()) {
      channel.close();
      return;
    }
    if (decoder.holdsBytes()) {
      enter(Phase.HEAD);
    }
    // In a task of its own: we may be called by the decoder.
    eventLoop()
        .execute(() -> {
          if (phase == Phase.IDLE || phase == Phase.HEAD) {
            try {
              decoder.resume();
            } catch (Exception e) {
              exceptionCaught(context(), e);
            }
            unblock(Reason.NEXT_REQUEST_WAITS);
          }
        });
  }

  /// Answers without a request, and closes.
  private void refuse(Response response) {
    byte[] body = response.body() instanceof Response.Bytes(byte[] bytes) ? bytes : new byte[0];
    byte[] head = ResponseHead.encode(response, body.length);
    ByteBuf out = context().alloc().directBuffer(head.length + CLOSE.length + body.length);
    linger(context().writeAndFlush(out.writeBytes(head).writeBytes(CLOSE).writeBytes(body)));
  }

  // ---- the end ----

  /// Shuts our side once the last write is done, and drops what still comes.
  private void linger(ChannelFuture lastWrite) {
    enter(Phase.LINGERING);
    exchange = null;
    decoder.discard();
    unblock(Reason.PIPE_IS_FULL, Reason.NO_WINDOW_YET, Reason.NEXT_REQUEST_WAITS);
    lastWrite.addListener(written -> {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (tls == null) {
        channel.shutdownOutput();
      } else {
        tls.closeOutbound().addListener(notified -> channel.shutdownOutput());
      }
    });
  }

  /// Ends at once. What the kernel has already it still sends, so that the client learns most of
  /// what there is; by the length it sees that something is missing.
  void cut(String why) {
    if (phase != Phase.CLOSED) {
      server.counters().connectionsCut.increment();
      log.debug("{} cut: {}", channel.remoteAddress(), why);
      enter(Phase.CLOSED);
      channel.close();
    }
  }

  /// Ends at once, and takes back from the kernel what it has: else it would go on offering that to
  /// a client that takes nothing.
  private void reset() {
    enter(Phase.CLOSED);
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (RuntimeException e) {
      log.debug("no reset", e);
    }
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    enter(Phase.CLOSED);
    sweeper.remove(this);
    frames.bodyEnds();
    if (exchange != null) {
      exchange.gone();
      exchange = null;
    }
    server.counters().connectionsOpen.decrementAndGet();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && phase == Phase.EXCHANGE && exchange != null) {
      bodyBroken(exchange, cause.getCause() == null ? cause : cause.getCause());
      return;
    }
    if (cause instanceof IOException || cause instanceof DecoderException) {
      log.debug("{} failed", channel.remoteAddress(), cause);
    } else {
      log.error("{} failed", channel.remoteAddress(), cause);
    }
    reset();
  }

  /// The server stops: closes unless a request runs, which then is the last.
  void stop() {
    if (phase == Phase.IDLE || phase == Phase.HEAD) {
      enter(Phase.CLOSED);
      channel.close();
    }
  }

  // ---- time ----

  private void enter(Phase next) {
    if (phase != Phase.CLOSED) {
      phase = next;
      phaseNanos = System.nanoTime();
      if (next == Phase.EXCHANGE) {
        arrivalNanos = phaseNanos;
      }
    }
  }

  void checkTime(long now) {
    HttpServerOptions.TimeLimits limits = server.options().time();
    switch (phase) {
      case IDLE -> {
        if (isOver(now, phaseNanos, limits.idle())) {
          enter(Phase.CLOSED);
          channel.close();
        }
      }
      case HEAD -> {
        if (isOver(now, phaseNanos, limits.head())) {
          if (silent) {
            // Opened for later, and never used: an answer would be taken for that of a request.
            enter(Phase.CLOSED);
            channel.close();
            return;
          }
          server.counters().requestsMalformed.increment();
          refuse(Response.text(408, "the head took too long\n"));
        }
      }
      case EXCHANGE -> {
        checkBody(now, limits);
        checkWrite(now, limits);
      }
      case DRAINING, LINGERING -> {
        checkWrite(now, limits);
        if (isOver(now, phaseNanos, limits.linger())
            || isOver(now, Math.max(arrivalNanos, phaseNanos), limits.lingerIdle())) {
          reset();
        }
      }
      case CLOSED -> {}
    }
  }

  private void checkBody(long now, HttpServerOptions.TimeLimits limits) {
    if (exchange != null
        && !bodyComplete
        && !continueExpected
        && gate.isOpen()
        && isOver(now, arrivalNanos, limits.bodyStall())) {
      closeAfterAnswer = true;
      decoder.discard();
      exchange.bodyBroken(408, "no byte of the body for " + limits.bodyStall().toSeconds() + " s");
    }
  }

  private void checkWrite(long now, HttpServerOptions.TimeLimits limits) {
    if (writes.isStuck(now, limits.writeStall())) {
      server.counters().connectionsCut.increment();
      log.debug("{} cut: it takes nothing", channel.remoteAddress());
      reset();
    }
  }

  private static boolean isOver(long now, long since, Duration limit) {
    return now - since > limit.toNanos();
  }
}
