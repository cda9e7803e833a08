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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A Swift and the Keystone before it, in memory. Who logs in is the project `images`, which is
/// Swift's reseller: nothing is refused to it. Names of other projects' containers begin with their
/// account.
final class FakeSwift implements AutoCloseable {
  static final String PASSWORD = "s3cret";
  private static final String RESELLER = "images";

  /// What there is, by `/container/object`.
  final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();

  final Set<String> containers = ConcurrentHashMap.newKeySet();

  /// Who may read in containers and who may write there, as Swift has it.
  final Map<String, Access> access = new ConcurrentHashMap<>();

  /// What was asked for of objects.
  final List<String> ranges = new CopyOnWriteArrayList<>();

  final AtomicInteger logins = new AtomicInteger();
  final FakeServer server;

  /// How long tokens last, by what is said at the login.
  volatile String expiresAt = "2999-01-01T00:00:00.000000Z";

  /// The project of each.
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  /// @param manifest what the names of its segments begin with; empty of what is no manifest
  record StoredObject(byte[] bytes, String manifest) {}

  record Access(String read, String write) {}

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

  /// A token of somebody of that project.
  String tokenOf(String project) {
    String token = "token-of-" + project;
    tokens.put(token, project);
    return token;
  }

  /// The project's account.
  URI accountOf(String project) {
    return URI.create(address() + "/v1/AUTH_" + project);
  }

  /// Whose the token is, as long as it is taken.
  Optional<String> projectOf(String token) {
    return Optional.ofNullable(tokens.get(token));
  }

  /// No token that was given is taken any more.
  void expireTokens() {
    tokens.clear();
  }

  private Answer answer(Request request) throws IOException {
    return switch (request.path()) {
      case "/v3/auth/tokens" -> keystone(new String(request.body().read(), UTF_8));
      case "/auth/v1.0" -> simple(request);
      default -> {
        String project = tokens.get(request.header("x-auth-token"));
        yield project == null
            ? Answer.of(401)
            : object(request, request.path().substring("/v1/AUTH_".length()), project);
      }
    };
  }

  private String newToken() {
    String token = "token-" + logins.incrementAndGet();
    tokens.put(token, RESELLER);
    return token;
  }

  private Answer keystone(String login) {
    if (!login.contains("\"" + PASSWORD + "\"")) {
      return Answer.of(401);
    }
    String catalogue =
        """
        {"token": {"expires_at": "%s",
          "project": {"domain": {"id": "default", "name": "Default"}, "id": "images", "name": "service"},
          "catalog": [
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

  /// @param place the project, and then a path in its account
  private Answer object(Request request, String place, String asker) throws IOException {
    int end = place.indexOf('/');
    String account = place.substring(0, end);
    String root = account.equals(RESELLER) ? "" : "/AUTH_" + account;
    String path = root + place.substring(end);
    int slash = place.indexOf('/', end + 1);
    String container =
        slash < 0 ? path.substring(1) : path.substring(1, path.length() - place.length() + slash);
    boolean isOfAnother = !asker.equals(RESELLER) && !asker.equals(account);
    if (isOfAnother && !mayUse(request.method(), container, slash < 0, asker)) {
      return Answer.of(403);
    }
    if (slash < 0) {
      return container(request, container);
    }
    if (!containers.contains(container)) {
      return Answer.of(404);
    }
    return switch (request.method()) {
      case "PUT" -> put(request, path);
      case "DELETE" -> Answer.of(objects.remove(path) == null ? 404 : 204);
      default -> get(request, root, objects.get(path));
    };
  }

  private boolean mayUse(String method, String container, boolean itself, String asker) {
    Access allowed = access.getOrDefault(container, new Access("", ""));
    boolean reads = method.equals("GET") || method.equals("HEAD");
    if (itself && !reads) {
      return false;
    }
    List<String> list = List.of((reads ? allowed.read() : allowed.write()).split(","));
    return list.contains("*:*") || list.contains(asker + ":*");
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
    if (!there) {
      return Answer.of(404);
    }
    return switch (request.method()) {
      case "HEAD" -> Answer.of(204);
      case "POST" -> {
        access.put(
            container,
            new Access(request.header("x-container-read"), request.header("x-container-write")));
        yield Answer.of(204);
      }
      case "DELETE" -> {
        if (objects.keySet().stream().anyMatch(name -> name.startsWith("/" + container + "/"))) {
          yield Answer.of(409);
        }
        containers.remove(container);
        access.remove(container);
        yield Answer.of(204);
      }
      default -> listing(container, request.query());
    };
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

  private Answer get(Request request, String root, @Nullable StoredObject object) {
    if (object == null) {
      return Answer.of(404);
    }
    byte[] all =
        object.manifest().isEmpty() ? object.bytes() : segments(root + "/" + object.manifest());
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
