package dev.vitrine.http.netty;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A client that sends exactly the bytes it is told to, and reads answers one by one.
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  /// One answer.
  record Answer(int status, Map<String, String> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    boolean closes() {
      return "close".equals(headers.get("connection"));
    }
  }

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = socket.getOutputStream();
  }

  static RawClient connect(HttpServer server) throws IOException {
    return connect(server, Wire.EPOLL);
  }

  static RawClient connect(HttpServer server, Wire wire) throws IOException {
    InetSocketAddress address = server.address();
    String host = address.getAddress().getHostAddress();
    return new RawClient(
        wire.isTls()
            ? TestTls.client(host, address.getPort())
            : new Socket(host, address.getPort()));
  }

  /// With so little room that the server soon has to wait for us.
  static RawClient connectWithSmallBuffer(HttpServer server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(server.address());
    return new RawClient(socket);
  }

  RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient send(byte[] bytes) throws IOException {
    return send(bytes, 0, bytes.length);
  }

  RawClient send(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    out.flush();
    return this;
  }

  /// Sends a request without a body.
  RawClient ask(String method, String path) throws IOException {
    return send(method + " " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  Answer answer() throws IOException {
    return answer(true);
  }

  Answer answer(boolean hasBody) throws IOException {
    Answer head = head();
    if (!hasBody) {
      return head;
    }
    int length = Integer.parseInt(head.headers.getOrDefault("content-length", "0"));
    return new Answer(head.status, head.headers, readExactly(length));
  }

  Answer head() throws IOException {
    String statusLine = line();
    if (statusLine == null) {
      throw new EOFException("no answer");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    return new Answer(Integer.parseInt(statusLine.substring(9, 12)), headers, new byte[0]);
  }

  byte[] readExactly(int length) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException(body.length + " of " + length + " bytes");
    }
    return body;
  }

  /// Whether the server has closed: nothing more comes.
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  /// Goes away the rude way.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
