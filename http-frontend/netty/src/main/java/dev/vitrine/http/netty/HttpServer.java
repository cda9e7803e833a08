package dev.vitrine.http.netty;

import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Handler;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 server: accepts connections and lets a [Handler] answer their requests, each on a
/// virtual thread of its own.
///
/// ```
///      event loop, one of a few, for all its connections           virtual thread, one a request
///  ┌────────────────────────────────────────────────────────┐   ┌──────────────────────────────┐
///  │ socket ─▶ Frames ─▶ [SslHandler] ─▶ RequestDecoder     │   │ Exchange                     │
///  │   ▲       (reads land       (strict; one message,      │   │                              │
///  │   │        side by side)     then it pauses)           │   │                              │
///  │   │                                  │                 │   │                              │
///  │   │                                  ▼                 │   │                              │
///  │   │   reads stop ◀── full ──    Connection ── head ────┼──▶│ handler.handle(request)      │
///  │   │                                  │                 │   │        │                     │
///  │   │                                  └─── slices ──────┼──▶│ BodyPipe.read ─▶ parts, held │
///  │   │   reads go on ◀──────────────────── released ──────┼───│ by anybody, then released    │
///  │   │                                                    │   │        │                     │
///  │   └── sendfile, writev ◀── SocketSink ◀── two runs ────┼───│ Response                     │
///  └────────────────────────────────────────────────────────┘   └──────────────────────────────┘
/// ```
///
/// **Memory.** What uploads hold is bounded by a budget that they share
/// ([HttpServerOptions.BodyLimits]), what downloads hold by two runs each, everything else by the
/// number of connections.
///
/// **Time.** Every wait for a client has a limit ([HttpServerOptions.TimeLimits]).
///
/// **Failures.** A malformed request is answered by the transport and closes the connection; no
/// handler hears of it. A handler that throws gives a bare 500; a producer that throws cuts the
/// connection.
///
/// Thread-safe. Started by [#start], ended by [#shutdown] or [#close].
public final class HttpServer implements AutoCloseable {
  /// What exchanges get to notice that they were interrupted.
  private static final Duration LAST_MOMENT = Duration.ofSeconds(2);

  private static final int BACKLOG = 1024;

  private final ServerContext context;
  private final MultiThreadIoEventLoopGroup loops;
  private final Map<EventLoop, Sweeper> sweepers;
  private final Channel listener;
  private final InetSocketAddress address;

  private HttpServer(
      ServerContext context,
      MultiThreadIoEventLoopGroup loops,
      Map<EventLoop, Sweeper> sweepers,
      Channel listener) {
    this.context = context;
    this.loops = loops;
    this.sweepers = sweepers;
    this.listener = listener;
    this.address = (InetSocketAddress) listener.localAddress();
  }

  /// Has Netty set itself up, which the first server would do: it looks for what this JVM and this
  /// machine can do.
  public static void prepare() {
    var _ = Transport.AUTO.resolve();
    var _ = ByteBufAllocator.DEFAULT;
  }

  /// Starts to listen.
  ///
  /// @throws IOException when the address cannot be had
  /// @throws IllegalStateException when the transport that was asked for is not available
  public static HttpServer start(
      HttpServerOptions options, Handler handler, ExchangeListener exchanges) throws IOException {
    ServerContext context =
        new ServerContext(
            options,
            handler,
            exchanges,
            new Counters(),
            new ByteBudget(options.body().uploadBudgetBytes()),
            new ByteBudget(options.body().smallBodyBudgetBytes()),
            new AtomicBoolean());
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            options.eventLoops(),
            new DefaultThreadFactory("http", true),
            options.transport().ioHandlerFactory());
    try {
      Map<EventLoop, Sweeper> sweepers = sweepers(loops, options.time());
      Channel listener = listen(context, loops, sweepers);
      return new HttpServer(context, loops, sweepers, listener);
    } catch (IOException | RuntimeException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
      throw e;
    }
  }

  private static Map<EventLoop, Sweeper> sweepers(
      MultiThreadIoEventLoopGroup loops, HttpServerOptions.TimeLimits limits) {
    long tickMillis = Math.clamp(limits.shortest().toMillis() / 4, 10, 1000);
    Map<EventLoop, Sweeper> sweepers = new HashMap<>();
    for (EventExecutor loop : loops) {
      Sweeper sweeper = new Sweeper();
      sweepers.put((EventLoop) loop, sweeper);
      var _ = loop.scheduleWithFixedDelay(sweeper, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
    }
    return Map.copyOf(sweepers);
  }

  private static Channel listen(
      ServerContext context, MultiThreadIoEventLoopGroup loops, Map<EventLoop, Sweeper> sweepers)
      throws IOException {
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(context.options().transport().serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    Sweeper sweeper = sweepers.get(channel.eventLoop());
                    if (sweeper == null) {
                      throw new IllegalStateException("unknown event loop");
                    }
                    assemble(context, sweeper, channel);
                  }
                })
            .bind(context.options().listen())
            .awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw new IOException("cannot listen on " + context.options().listen(), cause);
    }
    return bound.channel();
  }

  private static void assemble(ServerContext context, Sweeper sweeper, SocketChannel channel) {
    Connection connection = new Connection(context, sweeper, channel);
    channel.config().setRecvByteBufAllocator(connection.frames());
    Supplier<SslContext> tls = context.options().tls();
    if (tls != null) {
      SslHandler handler = tls.get().newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(context.options().time().head().toMillis());
      channel.pipeline().addLast(handler);
    }
    channel.pipeline().addLast(connection.decoder()).addLast(connection);
  }

  /// Where it listens; the port is the real one.
  public InetSocketAddress address() {
    return address;
  }

  public boolean speaksTls() {
    return context.options().tls() != null;
  }

  public ServerStatistics statistics() {
    return context.counters().snapshot(context.uploads());
  }

  /// Accepts no more, closes connections that wait for a request, lets running exchanges end within
  /// the limit, and cuts what is left. Blocks. An interrupt counts as the end of the limit.
  ///
  /// @return whether every exchange came to its end by itself
  public boolean shutdown(Duration limit) {
    listener.close().awaitUninterruptibly();
    context.stopping().set(true);
    forEachConnection(Connection::stop);
    boolean ended = awaitQuiet(limit);
    if (!ended) {
      forEachConnection(connection -> connection.cut("the server stops"));
      awaitQuiet(LAST_MOMENT);
    }
    loops
        .shutdownGracefully(0, LAST_MOMENT.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2 * LAST_MOMENT.toMillis());
    return ended;
  }

  /// Stops at once.
  @Override
  public void close() {
    shutdown(Duration.ZERO);
  }

  private void forEachConnection(Consumer<Connection> action) {
    if (!loops.isShuttingDown()) {
      sweepers.forEach((loop, sweeper) -> loop.execute(() -> sweeper.forEach(action)));
    }
  }

  /// Polls: twice in a server's life, and nothing on the hot path needs to know of it.
  private boolean awaitQuiet(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    @Nullable InterruptedException interrupt = null;
    while (!isQuiet() && interrupt == null) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        interrupt = e;
        Thread.currentThread().interrupt();
      }
    }
    return isQuiet();
  }

  private boolean isQuiet() {
    return context.counters().connectionsOpen.get() == 0
        && context.counters().exchangesRunning.get() == 0;
  }
}
