package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.TransportOptions;
import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Handler;
import dev.vitrine.http.netty.HttpServer;
import dev.vitrine.http.netty.HttpServerOptions;
import dev.vitrine.http.netty.TlsFiles;
import dev.vitrine.http.netty.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The server that listens, as the configuration wants it.
final class ServerWiring {
  private ServerWiring() {}

  /// Listens.
  ///
  /// @param parts what the server needs is added to these; the server is not
  static HttpServer start(
      Configuration configuration,
      InetSocketAddress listen,
      Handler api,
      ExchangeListener exchanges,
      OpenParts parts)
      throws CommandFailure {
    return start(options(configuration, listen, parts), api, exchanges);
  }

  /// Listens.
  static HttpServer start(HttpServerOptions options, Handler handler, ExchangeListener exchanges)
      throws CommandFailure {
    try {
      return HttpServer.start(options, handler, exchanges);
    } catch (IOException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw CommandFailure.unavailable(
          "cannot listen on %s port %d: %s"
              .formatted(
                  options.listen().getHostString(),
                  options.listen().getPort(),
                  reason.getMessage()),
          e);
    }
  }

  private static HttpServerOptions options(
      Configuration configuration, InetSocketAddress listen, OpenParts parts)
      throws CommandFailure {
    Transport transport = configuration.get(TransportOptions.TRANSPORT);
    if (!transport.isAvailable()) {
      throw CommandFailure.wrongUse("this machine cannot do the transport " + transport);
    }
    HttpServerOptions options = HttpServerOptions.defaults(listen).withTransport(transport);
    Optional<TlsFiles.Options> tls = TlsSettings.of(configuration);
    return tls.isPresent() ? options.withTls(parts.add(openTls(tls.get()))) : options;
  }

  private static TlsFiles openTls(TlsFiles.Options files) throws CommandFailure {
    try {
      return TlsFiles.open(files);
    } catch (IOException e) {
      throw CommandFailure.unavailable("TLS cannot be spoken: " + TlsSettings.reason(e), e);
    }
  }
}
