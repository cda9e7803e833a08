package dev.vitrine.backend.swift;

import dev.vitrine.backend.wire.Download;
import dev.vitrine.backend.wire.Upload;
import dev.vitrine.backend.wire.Wire;
import dev.vitrine.backend.wire.WireException;
import dev.vitrine.backend.wire.WireLimits;
import dev.vitrine.fetch.ClientTls;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// Speaks to one account of a Swift. Thread-safe.
///
/// A session that is refused is got again, once, and the request repeated; what is refused after
/// that is refused. Statuses are for the caller to read.
public final class SwiftClient implements AutoCloseable {
  private static final int UNAUTHORIZED = 401;
  private static final int MOST_ANSWER_BYTES = 64 << 10;

  private final String whose;
  private final Wire wire;
  private final SwiftSessions sessions;

  /// Asks the service nothing yet.
  public SwiftClient(
      SwiftAccount account,
      SwiftEndpoint endpoint,
      ClientTls tls,
      WireLimits limits,
      InstantSource clock) {
    this.whose = account.toString();
    this.wire = new Wire(tls, limits);
    this.sessions = new SwiftLogin(account, endpoint, wire, clock);
  }

  /// @param whose account it is, for messages
  SwiftClient(String whose, SwiftSessions sessions, Wire wire) {
    this.whose = whose;
    this.wire = wire;
    this.sessions = sessions;
  }

  /// A container, or an object in one.
  ///
  /// @param object empty for the container itself
  record Target(String container, String object) {
    static Target of(String container) {
      return new Target(container, "");
    }

    String path() {
      return "/" + encoded(container) + (object.isEmpty() ? "" : "/" + encoded(object));
    }

    @Override
    public String toString() {
      return object.isEmpty() ? "container " + container : object + " in container " + container;
    }
  }

  /// Whose account it is, for messages.
  String whose() {
    return whose;
  }

  HttpResponse<byte[]> ask(Target target, UnaryOperator<HttpRequest.Builder> method)
      throws WireException, LoginRefused, NobodyToActFor, InterruptedException {
    return ask(target, "", MOST_ANSWER_BYTES, method);
  }

  /// @param query with its question mark, or empty
  HttpResponse<byte[]> ask(
      Target target, String query, int mostBytes, UnaryOperator<HttpRequest.Builder> method)
      throws WireException, LoginRefused, NobodyToActFor, InterruptedException {
    SwiftSession session = sessions.session();
    HttpResponse<byte[]> answer =
        wire.ask(method.apply(request(session, target, query)).build(), mostBytes);
    if (answer.statusCode() == UNAUTHORIZED) {
      SwiftSession next = renewed(session);
      answer = wire.ask(method.apply(request(next, target, query)).build(), mostBytes);
    }
    return answer;
  }

  Download download(Target target, UnaryOperator<HttpRequest.Builder> method)
      throws WireException, LoginRefused, NobodyToActFor, InterruptedException {
    SwiftSession session = sessions.session();
    Download answer = wire.download(method.apply(request(session, target, "")).build());
    if (answer.status() == UNAUTHORIZED) {
      answer.close();
      answer = wire.download(method.apply(request(renewed(session), target, "")).build());
    }
    return answer;
  }

  /// Begins to write an object. It asks for leave to send bytes, so a session that is not taken any
  /// more is known before one has left.
  ///
  /// @param onlyNew whether it is refused where there is an object of that name
  UploadInSession upload(Target target, OptionalLong lengthBytes, boolean onlyNew)
      throws WireException, LoginRefused, NobodyToActFor, InterruptedException {
    SwiftSession session = sessions.session();
    HttpRequest.Builder request = request(session, target, "").expectContinue(true);
    if (onlyNew) {
      request.header("If-None-Match", "*");
    }
    return new UploadInSession(wire.upload(request, "PUT", lengthBytes), session);
  }

  /// @param session by which it was begun
  record UploadInSession(Upload upload, SwiftSession session) {}

  private SwiftSession renewed(SwiftSession session)
      throws WireException, LoginRefused, NobodyToActFor, InterruptedException {
    sessions.expire(session);
    return sessions.session();
  }

  /// Says that the session is no longer taken.
  void expire(SwiftSession session) {
    sessions.expire(session);
  }

  private static HttpRequest.Builder request(SwiftSession session, Target target, String query) {
    return HttpRequest.newBuilder(URI.create(session.storageUrl() + target.path() + query))
        .header("X-Auth-Token", session.token())
        .header("User-Agent", "vitrine");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  @Override
  public void close() {
    wire.close();
  }
}
