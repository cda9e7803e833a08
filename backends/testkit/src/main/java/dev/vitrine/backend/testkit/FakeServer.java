package dev.vitrine.backend.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 server on loopback for tests of what speaks to one: it gives leave to send a body
/// (`100 Continue`) only when somebody reads it, and does what a test wants of it. Thread-safe.
public final class FakeServer implements AutoCloseable {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final ServerSocket server;
  private final Handler handler;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private volatile Script script = (_, _) -> new Behaviour.Right();

  /// Does what the server is for.
  @FunctionalInterface
  public interface Handler {
    Answer answer(Request request) throws IOException;
  }

  /// Decides about one request.
  @FunctionalInterface
  public interface Script {
    /// @param ordinal how many requests came before
    Behaviour on(Request request, long ordinal);
  }

  /// How one request is answered.
  public sealed interface Behaviour {
    /// As it should be.
    record Right() implements Behaviour {}

    /// With this status at once; nothing is done, and no body is taken.
    record Refuse(int status) implements Behaviour {}

    /// As it should be; then the connection is cut after so many bytes of the answer's body.
    record CutAfter(int bodyBytes) implements Behaviour {}

    /// The connection is cut while the request's body comes, and nothing is done.
    record CutUpload() implements Behaviour {}

    /// Not at all.
    record Silence() implements Behaviour {}
  }

  /// @param headers names in lower case
  /// @param body read when it is asked for
  public record Request(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      Body body) {
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /// The body of a request.
  @FunctionalInterface
  public interface Body {
    byte[] read() throws IOException;
  }

  /// @param headers without those about the body's length
  public record Answer(int status, Map<String, String> headers, byte[] body) {
    public static Answer of(int status) {
      return new Answer(status, Map.of(), new byte[0]);
    }

    public static Answer of(int status, String body) {
      return new Answer(status, Map.of(), body.getBytes(UTF_8));
    }

    public Answer with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Answer(status, more, body);
    }
  }

  public FakeServer(Handler handler) throws IOException {
    this.handler = handler;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("fake server").start(this::accept);
  }

  /// Where it listens.
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /// Asks the script before every request from now on.
  public void behave(Script wanted) {
    script = wanted;
  }

  /// Every request is answered as it should be from now on.
  public void heal() {
    script = (_, _) -> new Behaviour.Right();
  }

  /// How many requests came.
  public long requests() {
    return requests.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        client.setTcpNoDelay(true);
        connections.add(client);
        Thread.ofVirtual().name("fake connection").start(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = new BufferedOutputStream(client.getOutputStream());
      while (serveOne(in, out)) {
        // the next one
      }
    } catch (IOException e) {
      // The client left, or was cut off.
    } finally {
      connections.remove(client);
    }
  }

  /// Returns whether the connection serves another request.
  private boolean serveOne(InputStream in, OutputStream out) throws IOException {
    String start = line(in);
    if (start.isEmpty()) {
      return false;
    }
    Map<String, String> headers = new HashMap<>();
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      headers.put(
          field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).strip());
    }
    Incoming body = new Incoming(in, out, headers);
    Request request = request(start, headers, body);
    Behaviour behaviour = script.on(request, requests.getAndIncrement());
    if (!headers.containsKey("expect") && !(behaviour instanceof Behaviour.CutUpload)) {
      body.read(); // who sends it unasked is heard out
    }
    switch (behaviour) {
      case Behaviour.Silence() -> {
        return in.read() >= 0; // until the client leaves
      }
      case Behaviour.CutUpload() -> {
        body.cut();
        return false;
      }
      case Behaviour.Refuse(int status) -> send(out, request, Answer.of(status), Integer.MAX_VALUE);
      case Behaviour.CutAfter(int bytes) -> {
        send(out, request, handler.answer(request), bytes);
        return false;
      }
      case Behaviour.Right() -> send(out, request, handler.answer(request), Integer.MAX_VALUE);
    }
    return body.isPast(); // what was not read is in the way of the next request
  }

  private static Request request(String start, Map<String, String> headers, Incoming body) {
    String[] parts = start.split(" ", 3);
    URI target = URI.create(parts[1]);
    Map<String, String> query = new HashMap<>();
    if (target.getRawQuery() != null) {
      for (String pair : target.getRawQuery().split("&", -1)) {
        int equals = pair.indexOf('=');
        query.put(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    return new Request(parts[0], target.getPath(), query, headers, body::read);
  }

  private static void send(OutputStream out, Request request, Answer answer, int mostBytes)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " .\r\n");
    answer.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (answer.status() != 204) {
      head.append("Content-Length: " + answer.body().length + "\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    if (!request.method().equals("HEAD") && answer.status() != 204) {
      out.write(answer.body(), 0, Math.min(mostBytes, answer.body().length));
    }
    out.flush();
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }

  /// The body of a request, of known length or in chunks.
  private static final class Incoming {
    private final InputStream in;
    private final OutputStream out;
    private final Map<String, String> headers;
    private byte @Nullable [] whole;

    Incoming(InputStream in, OutputStream out, Map<String, String> headers) {
      this.in = in;
      this.out = out;
      this.headers = headers;
    }

    byte[] read() throws IOException {
      byte[] known = whole;
      if (known == null) {
        giveLeave();
        known = isChunked() ? chunks() : fixed();
        whole = known;
      }
      return known;
    }

    private void giveLeave() throws IOException {
      if (headers.containsKey("expect")) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        out.flush();
      }
    }

    private boolean isChunked() {
      return headers.containsKey("transfer-encoding");
    }

    private int length() {
      return Integer.parseInt(headers.getOrDefault("content-length", "0"));
    }

    private byte[] fixed() throws IOException {
      byte[] bytes = in.readNBytes(length());
      if (bytes.length < length()) {
        throw new IOException("the body is cut");
      }
      return bytes;
    }

    private byte[] chunks() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (true) {
        String size = line(in);
        if (size.isEmpty()) {
          throw new IOException("the body is cut");
        }
        int length = Integer.parseInt(size, 16);
        byte[] chunk = in.readNBytes(length);
        if (chunk.length < length) {
          throw new IOException("the body is cut");
        }
        all.write(chunk);
        in.readNBytes(LINE_END.length);
        if (length == 0) {
          return all.toByteArray();
        }
      }
    }

    /// Takes a little of it.
    void cut() throws IOException {
      giveLeave();
      in.readNBytes(1);
    }

    boolean isPast() {
      return whole != null || (!isChunked() && length() == 0);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
