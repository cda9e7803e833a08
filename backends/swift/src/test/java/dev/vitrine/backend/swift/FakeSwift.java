package dev.vitrine.backend.swift;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.backend.testkit.FakeServer;
import dev.vitrine.backend.testkit.FakeServer.Answer;
import dev.vitrine.backend.testkit.FakeServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A Swift and the Keystone before it, in memory.
final class FakeSwift implements AutoCloseable {
  static final String PASSWORD = "s3cret";

  /// What there is, by `/container/object`.
  final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();

  final Set<String> containers = ConcurrentHashMap.newKeySet();

  /// What was asked for of objects.
  final List<String> ranges = new CopyOnWriteArrayList<>();

  final AtomicInteger logins = new AtomicInteger();
  final FakeServer server;

  /// How long tokens last, by what is said at the login.
  volatile String expiresAt = "2999-01-01T00:00:00.000000Z";

  private final Set<String> tokens = ConcurrentHashMap.newKeySet();

  /// @param manifest what the names of its segments begin with; empty of what is no manifest
  record StoredObject(byte[] bytes, String manifest) {}

  FakeSwift() throws IOException {
    server = new FakeServer(this::answer);
  }

  URI address() {
    return server.address();
  }

  /// What lies there; fails when nothing does.
  StoredObject stored(String path) {
    StoredObject object = objects.get(path);
    if (object == null) {
      throw new AssertionError(path + " is not there");
    }
    return object;
  }

  /// No token that was given is taken any more.
  void expireTokens() {
    tokens.clear();
  }

  private Answer answer(Request request) throws IOException {
    return switch (request.path()) {
      case "/v3/auth/tokens" -> keystone(new String(request.body().read(), UTF_8));
      case "/auth/v1.0" -> simple(request);
      default ->
          tokens.contains(request.header("x-auth-token"))
              ? object(request, request.path().substring("/v1/AUTH_images".length()))
              : Answer.of(401);
    };
  }

  private String newToken() {
    String token = "token-" + logins.incrementAndGet();
    tokens.add(token);
    return token;
  }

  private Answer keystone(String login) {
    if (!login.contains("\"" + PASSWORD + "\"")) {
      return Answer.of(401);
    }
    String catalogue =
        """
        {"token": {"expires_at": "%s", "catalog": [
          {"endpoints": [{"interface": "public", "region_id": "One", "url": "http://127.0.0.1:1/"}],
           "type": "image"},
          {"endpoints": [
             {"interface": "admin", "region_id": "One", "url": "http://127.0.0.1:1/admin"},
             {"interface": "public", "region_id": "One", "url": "%s/v1/AUTH_images"},
             {"interface": "public", "region_id": "Two", "url": "http://127.0.0.1:1/two"}],
           "type": "object-store"}]}}
        """
            .formatted(expiresAt, address());
    return Answer.of(201, catalogue).with("X-Subject-Token", newToken());
  }

  private Answer simple(Request request) {
    return request.header("x-auth-key").equals(PASSWORD)
        ? Answer.of(200)
            .with("X-Auth-Token", newToken())
            .with("X-Storage-Url", address() + "/v1/AUTH_images/")
        : Answer.of(401);
  }

  private Answer object(Request request, String path) throws IOException {
    int slash = path.indexOf('/', 1);
    String container = slash < 0 ? path.substring(1) : path.substring(1, slash);
    if (slash < 0) {
      return container(request, container);
    }
    if (!containers.contains(container)) {
      return Answer.of(404);
    }
    return switch (request.method()) {
      case "PUT" -> put(request, path);
      case "DELETE" -> Answer.of(objects.remove(path) == null ? 404 : 204);
      default -> get(request, objects.get(path));
    };
  }

  private Answer put(Request request, String path) throws IOException {
    if (request.header("if-none-match").equals("*") && objects.containsKey(path)) {
      return Answer.of(412);
    }
    String manifest = URLDecoder.decode(request.header("x-object-manifest"), UTF_8);
    objects.put(path, new StoredObject(request.body().read(), manifest));
    return Answer.of(201);
  }

  private Answer container(Request request, String container) {
    boolean there = containers.contains(container);
    if (request.method().equals("PUT")) {
      containers.add(container);
      return Answer.of(201);
    }
    return !there
        ? Answer.of(404)
        : request.method().equals("HEAD") ? Answer.of(204) : listing(container, request.query());
  }

  private Answer listing(String container, Map<String, String> query) {
    String from = "/" + container + "/";
    StringBuilder xml = new StringBuilder("<?xml version='1.0' encoding='UTF-8'?><container>");
    objects.tailMap(from + query.getOrDefault("marker", ""), false).entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(from + query.getOrDefault("prefix", "")))
        .limit(Integer.parseInt(query.get("limit")))
        .forEach(entry ->
            xml.append("<object><name>")
                .append(entry.getKey().substring(from.length()))
                .append("</name><bytes>")
                .append(entry.getValue().bytes().length)
                .append("</bytes></object>"));
    return Answer.of(200, xml.append("</container>").toString());
  }

  private Answer get(Request request, @Nullable StoredObject object) {
    if (object == null) {
      return Answer.of(404);
    }
    byte[] all = object.manifest().isEmpty() ? object.bytes() : segments("/" + object.manifest());
    Answer answer = part(all, request.header("range"));
    return object.manifest().isEmpty()
        ? answer
        : answer.with("X-Object-Manifest", object.manifest());
  }

  private byte[] segments(String prefix) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    objects.tailMap(prefix).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix))
        .forEach(entry -> all.writeBytes(entry.getValue().bytes()));
    return all.toByteArray();
  }

  private Answer part(byte[] all, String range) {
    if (range.isEmpty()) {
      return new Answer(200, Map.of(), all);
    }
    ranges.add(range);
    String[] ends = range.substring("bytes=".length()).split("-", 2);
    int from = Integer.parseInt(ends[0]);
    if (from >= all.length) {
      return Answer.of(416);
    }
    int end = (int) Math.min(all.length, Long.parseLong(ends[1]) + 1);
    return new Answer(206, Map.of(), Arrays.copyOfRange(all, from, end))
        .with("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + all.length);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
