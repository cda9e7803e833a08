package dev.vitrine.blobstore.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// An object store over HTTP, in memory, that misbehaves on demand: what S3 and Swift have in
/// common. Paths are keys; a subclass says what a listing looks like. Thread-safe.
public abstract class ObjectServer implements AutoCloseable {

  /// How one request is answered.
  public sealed interface Behaviour {
    /// As it should be.
    record Right() implements Behaviour {}

    /// With this status and body, and nothing is done.
    record Answer(int status, String body) implements Behaviour {}

    /// Done as it should be; then the connection is cut after so many bytes of the answer's body.
    record CutAfter(int bodyBytes) implements Behaviour {}

    /// The whole object, whatever range was asked for.
    record WholeObject() implements Behaviour {}

    /// Not at all, until the server is closed.
    record Silence() implements Behaviour {}
  }

  /// Decides about one request.
  @FunctionalInterface
  public interface Script {
    /// @param ordinal how many requests came before
    Behaviour on(String method, String path, long ordinal);
  }

  private static final Behaviour RIGHT = new Behaviour.Right();

  /// The objects by path, which begins with a slash.
  protected final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong requests = new AtomicLong();
  private volatile Script script = (_, _, _) -> RIGHT;

  protected ObjectServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
  }

  /// Begins to listen.
  public final void start() {
    server.createContext("/", this::handle);
    server.start();
  }

  /// Where it listens.
  public final URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Asks the script before every request from now on.
  public final void behave(Script script) {
    this.script = script;
  }

  /// Every request is answered as it should be from now on.
  public final void heal() {
    script = (_, _, _) -> RIGHT;
  }

  /// How many requests came.
  public final long requests() {
    return requests.get();
  }

  /// Answers what is no request for a single object; returns false to leave it to this class.
  protected abstract boolean handleOther(
      HttpExchange exchange, Map<String, String> query, byte[] body) throws IOException;

  protected static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      Behaviour behaviour =
          script.on(exchange.getRequestMethod(), path, requests.getAndIncrement());
      switch (behaviour) {
        case Behaviour.Silence() -> awaitClosing();
        case Behaviour.Answer(int status, String text) ->
            answer(exchange, status, "application/xml", text);
        case Behaviour.Right() -> serve(exchange, path, body, Integer.MAX_VALUE, true);
        case Behaviour.CutAfter(int bodyBytes) -> serve(exchange, path, body, bodyBytes, true);
        case Behaviour.WholeObject() -> serve(exchange, path, body, Integer.MAX_VALUE, false);
      }
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(
      HttpExchange exchange, String path, byte[] body, int limitBytes, boolean ranges)
      throws IOException {
    if (handleOther(exchange, query(exchange), body)) {
      return;
    }
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        objects.put(path, body);
        exchange.sendResponseHeaders(201, -1);
      }
      case "DELETE" -> exchange.sendResponseHeaders(objects.remove(path) == null ? 404 : 204, -1);
      case "HEAD" -> {
        byte[] object = objects.get(path);
        if (object == null) {
          exchange.sendResponseHeaders(404, -1);
        } else {
          exchange.getResponseHeaders().set("Content-Length", Integer.toString(object.length));
          exchange.sendResponseHeaders(200, -1);
        }
      }
      case "GET" -> get(exchange, objects.get(path), limitBytes, ranges);
      default -> exchange.sendResponseHeaders(405, -1);
    }
  }

  private static void get(
      HttpExchange exchange, byte @Nullable [] object, int limitBytes, boolean ranges)
      throws IOException {
    if (object == null) {
      answer(exchange, 404, "application/xml", "<Error><Code>NoSuchKey</Code></Error>");
      return;
    }
    String range = ranges ? exchange.getRequestHeaders().getFirst("Range") : null;
    byte[] part = object;
    if (range != null) {
      String[] ends = range.substring("bytes=".length()).split("-", 2);
      int from = Integer.parseInt(ends[0]);
      if (from >= object.length) {
        answer(exchange, 416, "application/xml", "<Error><Code>InvalidRange</Code></Error>");
        return;
      }
      int to = (int) Math.min(object.length, Long.parseLong(ends[1]) + 1);
      part = Arrays.copyOfRange(object, from, to);
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + object.length);
    }
    exchange.sendResponseHeaders(range == null ? 200 : 206, part.length == 0 ? -1 : part.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(part, 0, Math.min(limitBytes, part.length));
      out.flush();
    } catch (IOException e) {
      // Closing before the promised length is what cuts the connection.
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        query.put(
            equals < 0 ? pair : pair.substring(0, equals),
            equals < 0
                ? ""
                : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
