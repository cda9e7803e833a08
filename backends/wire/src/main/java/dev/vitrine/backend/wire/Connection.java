package dev.vitrine.backend.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.fetch.Network;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/// A connection for one request and its answer. One thread may write while another reads; any may
/// close it, which ends both.
///
/// @param socket the one below TLS. It is the one to be closed: a secured socket waits, before it
///   closes, for whoever writes to it.
/// @param ready what is spoken by
/// @param in what comes, buffered
/// @param out what is sent, at once
record Connection(Socket socket, Socket ready, InputStream in, OutputStream out)
    implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  static Connection open(Network network, URI target, Duration limit)
      throws IOException, InterruptedException {
    boolean secure = "https".equalsIgnoreCase(target.getScheme());
    String host = unbracketed(target.getHost());
    int port = target.getPort() >= 0 ? target.getPort() : secure ? 443 : 80;
    Socket socket = connect(network, host, port, Math.toIntExact(limit.toMillis()));
    try {
      socket.setTcpNoDelay(true);
      Socket ready = secure ? network.secure(socket, host, port) : socket;
      return new Connection(
          socket,
          ready,
          new BufferedInputStream(ready.getInputStream(), BUFFER_BYTES),
          ready.getOutputStream());
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static Socket connect(Network network, String host, int port, int limitMillis)
      throws IOException, InterruptedException {
    IOException failure = new IOException("the name " + host + " is not known");
    for (InetAddress address : network.resolve(host)) {
      try {
        return network.connect(new InetSocketAddress(address, port), limitMillis);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /// Sends a request up to its body.
  ///
  /// @param framing of the body: the fields that say where it ends
  void send(HttpRequest request, String framing) throws IOException {
    URI target = URI.create(request.uri().toASCIIString());
    StringBuilder head = new StringBuilder(512);
    head.append(request.method()).append(' ');
    head.append(target.getRawPath().isEmpty() ? "/" : target.getRawPath());
    if (target.getRawQuery() != null) {
      head.append('?').append(target.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(target.getRawAuthority()).append("\r\n");
    request
        .headers()
        .map()
        .forEach((name, values) ->
            values.forEach(value -> head.append(name).append(": ").append(value).append("\r\n")));
    if (request.expectContinue()) {
      head.append("Expect: 100-continue\r\n");
    }
    head.append(framing).append("Connection: close\r\n\r\n");
    if (!US_ASCII.newEncoder().canEncode(head)) {
      throw new WireException("a field of the request is not all ASCII", null);
    }
    out.write(head.toString().getBytes(US_ASCII));
    out.flush();
  }

  /// How long to wait for the next bytes; zero for as long as it takes.
  void waitFor(Duration limit) throws IOException {
    ready.setSoTimeout(Math.toIntExact(limit.toMillis()));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is waited for on it any more.
    }
  }
}
