package dev.vitrine.http.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/// The ways a connection can be made, all of which must behave alike.
enum Wire {
  NIO(Transport.NIO, true, false),
  EPOLL(Transport.EPOLL, true, false),
  IO_URING(Transport.IO_URING, true, false),
  EPOLL_WITHOUT_REGIONS(Transport.EPOLL, false, false),
  NIO_TLS(Transport.NIO, true, true),
  EPOLL_TLS(Transport.EPOLL, true, true);

  /// Small enough that a test can fill it.
  static final HttpServerOptions.BodyLimits SMALL_MEMORY =
      new HttpServerOptions.BodyLimits(
          4 << 20, 640 << 10, 640 << 10, 64 << 10, 1 << 20, 16 << 10, 16 << 10);

  static final HttpServerOptions.TimeLimits SHORT_TIME =
      new HttpServerOptions.TimeLimits(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofMillis(300),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));

  private final Transport transport;
  private final boolean fileRegions;
  private final boolean tls;

  Wire(Transport transport, boolean fileRegions, boolean tls) {
    this.transport = transport;
    this.fileRegions = fileRegions;
    this.tls = tls;
  }

  boolean isTls() {
    return tls;
  }

  HttpServerOptions options() {
    HttpServerOptions options =
        HttpServerOptions.defaults(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withTransport(transport)
            .withFileRegions(fileRegions)
            .withBody(SMALL_MEMORY)
            .withTime(SHORT_TIME);
    return tls ? options.withTls(TestTls.server()) : options;
  }

  static HttpServerOptions withBodyStall(HttpServerOptions options, Duration limit) {
    HttpServerOptions.TimeLimits t = options.time();
    return options.withTime(
        new HttpServerOptions.TimeLimits(
            t.idle(), t.head(), limit, t.writeStall(), t.budgetWait(), t.lingerIdle(), t.linger()));
  }
}
