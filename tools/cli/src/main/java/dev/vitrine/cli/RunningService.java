package dev.vitrine.cli;

import dev.vitrine.http.netty.HttpServer;
import java.net.InetSocketAddress;
import java.time.Duration;

/// A service that answers requests. [#close] ends it at once; [#finish] before that lets requests
/// under way come to their end. Thread-safe.
final class RunningService implements AutoCloseable {
  private final HttpServer server;
  private final OpenParts parts;

  /// Takes over both; the server is one of the parts.
  RunningService(HttpServer server, OpenParts parts) {
    this.server = server;
    this.parts = parts;
  }

  InetSocketAddress address() {
    return server.address();
  }

  boolean speaksTls() {
    return server.speaksTls();
  }

  /// Stops accepting and waits for the requests under way, at most for `limit`.
  ///
  /// @return whether all of them came to their end
  boolean finish(Duration limit) {
    return server.shutdown(limit);
  }

  /// Cuts the requests under way, so that [#finish] returns.
  void cut() {
    server.close();
  }

  @Override
  public void close() {
    parts.close();
  }
}
