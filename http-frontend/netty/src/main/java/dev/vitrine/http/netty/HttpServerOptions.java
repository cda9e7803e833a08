package dev.vitrine.http.netty;

import io.netty.handler.ssl.SslContext;
import io.netty.util.internal.PlatformDependent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an [HttpServer] is started with. Immutable; [#defaults] is right for a server that has the
/// machine to itself.
///
/// @param listen address and port; port 0 picks a free one
/// @param eventLoops threads that move bytes
/// @param maxConnections connections beyond it are answered 503 and closed
/// @param fileRegions whether file runs are sent by the kernel; without, and always under TLS, they
///   are read into buffers
/// @param tls makes the server speak TLS, with what it gives for each new connection; null for
///   plain HTTP
public record HttpServerOptions(
    InetSocketAddress listen,
    Transport transport,
    int eventLoops,
    int maxConnections,
    HeadLimits head,
    BodyLimits body,
    TimeLimits time,
    boolean fileRegions,
    @Nullable Supplier<SslContext> tls) {

  public HttpServerOptions {
    require(eventLoops > 0, "eventLoops");
    require(maxConnections > 0, "maxConnections");
  }

  /// Bounds of a request's head.
  ///
  /// @param maxRequestLineBytes beyond it 414
  /// @param maxHeaderBytes all fields together; beyond it 431
  /// @param maxHeaders number of fields; beyond it 431
  public record HeadLimits(int maxRequestLineBytes, int maxHeaderBytes, int maxHeaders) {
    /// Keystone tokens and service catalogues travel in headers and reach tens of KiB.
    public static final HeadLimits DEFAULTS = new HeadLimits(16 << 10, 64 << 10, 128);

    public HeadLimits {
      require(maxRequestLineBytes > 0, "maxRequestLineBytes");
      require(maxHeaderBytes > 0, "maxHeaderBytes");
      require(maxHeaders > 0, "maxHeaders");
    }
  }

  /// Bounds of the memory that request bodies take.
  ///
  /// @param uploadBudgetBytes what the windows of all uploads take together
  /// @param uploadWindowBytes what one upload may hold: parts that wait, parts that were handed out
  ///   and not released, and the frames they lie in. A reader that collects bytes before it
  ///   releases any must collect less than [#maxHeldBytes], else it would wait for ever
  /// @param maxUploadWindowBytes what the window of an upload that is held back may grow to, by its
  ///   own size at a time and only while half of the budget stays free
  /// @param maxFrameBytes the largest piece of memory that a socket is read into
  /// @param smallBodyBudgetBytes what all small bodies take together
  /// @param smallBodyBytes declared lengths up to it count as small and take no window
  /// @param drainBytes how much of an unread body is read and dropped to keep a connection
  public record BodyLimits(
      long uploadBudgetBytes,
      int uploadWindowBytes,
      int maxUploadWindowBytes,
      int maxFrameBytes,
      long smallBodyBudgetBytes,
      int smallBodyBytes,
      int drainBytes) {

    public BodyLimits {
      require(maxFrameBytes >= 4 << 10, "maxFrameBytes");
      // Three frames are set aside: one for what a read brings beyond the bound, two for frames of
      // which a reader holds only an end.
      require(uploadWindowBytes >= 5 * maxFrameBytes, "uploadWindowBytes");
      require(maxUploadWindowBytes >= uploadWindowBytes, "maxUploadWindowBytes");
      require(uploadBudgetBytes >= uploadWindowBytes, "uploadBudgetBytes");
      require(smallBodyBytes > 0, "smallBodyBytes");
      require(smallBodyBudgetBytes >= smallBodyBytes, "smallBodyBudgetBytes");
      require(drainBytes >= 0, "drainBytes");
    }

    /// Windows of 8 MiB (a chunk of 2 MiB, the next one, and frames of 1 MiB), together half of the
    /// direct memory that the JVM allows, the other half being for answers, the backends and what
    /// the allocator does not give back at once. `-XX:MaxDirectMemorySize` changes it; without, it
    /// is as large as the heap.
    ///
    /// A window alone is 10 ms of hashing: threads that are handed bytes at the scheduler's pace
    /// run dry in between. Four windows, where there is room, keep the cores busy.
    public static BodyLimits defaults() {
      int window = 8 << 20;
      long direct = PlatformDependent.maxDirectMemory();
      return new BodyLimits(
          Math.max(direct / 2, window),
          window,
          4 * window,
          1 << 20,
          Math.max(direct / 16, 8 << 20),
          256 << 10,
          256 << 10);
    }

    /// What a reader may hold unreleased while it waits for more.
    public int maxHeldBytes() {
      return pauseBytes() - 2 * maxFrameBytes;
    }

    /// Reading stops when this much is outstanding, and goes on a frame below it.
    int pauseBytes() {
      return uploadWindowBytes - 3 * maxFrameBytes;
    }
  }

  /// How long the server waits for what. Checked a few times in the shortest of them.
  ///
  /// @param idle between two requests of a connection
  /// @param head from the first byte of a head, or the start of the connection, to its end
  /// @param bodyStall for the next byte of a body
  /// @param writeStall for the client to take another byte
  /// @param budgetWait of an upload for its window, before it is answered 503
  /// @param lingerIdle for a client to stop sending or to close, after the last answer
  /// @param linger all in all, after the last answer
  public record TimeLimits(
      Duration idle,
      Duration head,
      Duration bodyStall,
      Duration writeStall,
      Duration budgetWait,
      Duration lingerIdle,
      Duration linger) {

    /// A client at 1 KiB/s is served: its kernel opens the window by a segment at a time, 64 KiB on
    /// loopback, so that more than a minute passes between two signs of life of a reader.
    public static final TimeLimits DEFAULTS =
        new TimeLimits(
            Duration.ofSeconds(75),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(150),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));

    Duration shortest() {
      Duration shortest = idle;
      for (Duration limit : new Duration[] {head, bodyStall, writeStall, lingerIdle, linger}) {
        shortest = shortest.compareTo(limit) < 0 ? shortest : limit;
      }
      return shortest;
    }
  }

  /// Plain HTTP with a loop for each core.
  public static HttpServerOptions defaults(InetSocketAddress listen) {
    return new HttpServerOptions(
        listen,
        Transport.AUTO,
        Runtime.getRuntime().availableProcessors(),
        16 << 10,
        HeadLimits.DEFAULTS,
        BodyLimits.defaults(),
        TimeLimits.DEFAULTS,
        true,
        null);
  }

  public HttpServerOptions withTransport(Transport transport) {
    return new HttpServerOptions(
        listen, transport, eventLoops, maxConnections, head, body, time, fileRegions, tls);
  }

  public HttpServerOptions withEventLoops(int eventLoops) {
    return new HttpServerOptions(
        listen, transport, eventLoops, maxConnections, head, body, time, fileRegions, tls);
  }

  public HttpServerOptions withMaxConnections(int maxConnections) {
    return new HttpServerOptions(
        listen, transport, eventLoops, maxConnections, head, body, time, fileRegions, tls);
  }

  public HttpServerOptions withHead(HeadLimits head) {
    return new HttpServerOptions(
        listen, transport, eventLoops, maxConnections, head, body, time, fileRegions, tls);
  }

  public HttpServerOptions withBody(BodyLimits body) {
    return new HttpServerOptions(
        listen, transport, eventLoops, maxConnections, head, body, time, fileRegions, tls);
  }

  public HttpServerOptions withTime(TimeLimits time) {
    return new HttpServerOptions(
        listen, transport, eventLoops, maxConnections, head, body, time, fileRegions, tls);
  }

  public HttpServerOptions withFileRegions(boolean fileRegions) {
    return new HttpServerOptions(
        listen, transport, eventLoops, maxConnections, head, body, time, fileRegions, tls);
  }

  public HttpServerOptions withTls(SslContext context) {
    return withTls(() -> context);
  }

  public HttpServerOptions withTls(Supplier<SslContext> tls) {
    return new HttpServerOptions(
        listen, transport, eventLoops, maxConnections, head, body, time, fileRegions, tls);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what + " is out of range");
    }
  }
}
