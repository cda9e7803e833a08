package dev.vitrine.api;

import dev.vitrine.http.Handler;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells browsers which pages of other origins may use the API, before anybody is asked who they
/// are: a browser's preflight carries no token. Thread-safe.
///
/// The service itself refuses nothing for its origin; the browser does, for want of these headers.
final class Cors implements Handler {
  private final Handler behind;
  private final List<CorsOptions> rules;

  /// @param rules of which the first that names an origin counts for it, and else the first that is
  ///   for any
  Cors(Handler behind, List<CorsOptions> rules) {
    this.behind = behind;
    this.rules = List.copyOf(rules);
  }

  @Override
  public Response handle(Request request) throws Exception {
    String origin = request.headers().first("Origin");
    Optional<CorsOptions> rule = ruleFor(request, origin);
    if (origin == null || rule.isEmpty()) {
      return behind.handle(request);
    }
    if (request.method().equals("OPTIONS")) {
      Response preflight = preflight(rule.get(), request.headers(), origin);
      return preflight == null ? behind.handle(request) : preflight;
    }
    return exposed(rule.get(), behind.handle(request), origin);
  }

  @Override
  public Response failed(Request request, Exception cause) throws Exception {
    String origin = request.headers().first("Origin");
    Optional<CorsOptions> rule = ruleFor(request, origin);
    Response response = behind.failed(request, cause);
    return origin == null || rule.isEmpty() ? response : exposed(rule.get(), response, origin);
  }

  private static Response exposed(CorsOptions rule, Response answer, String origin) {
    Response response = forOrigin(rule, answer, origin);
    return rule.exposedHeaders().isEmpty()
        ? response
        : response.with("Access-Control-Expose-Headers", String.join(",", rule.exposedHeaders()));
  }

  private Optional<CorsOptions> ruleFor(Request request, @Nullable String origin) {
    if (origin == null || Versions.isHealthCheck(request)) {
      return Optional.empty();
    }
    return rules.stream()
        .filter(rule -> rule.allowedOrigins().contains(origin))
        .findFirst()
        .or(() -> rules.stream().filter(CorsOptions::allowsAny).findFirst());
  }

  /// Null when it asks for something that is not allowed, or nothing.
  private static @Nullable Response preflight(CorsOptions rule, Headers asked, String origin) {
    String method = asked.first("Access-Control-Request-Method");
    if (method == null || !rule.allowedMethods().contains(method)) {
      return null;
    }
    List<String> headers =
        asked.all("Access-Control-Request-Headers").stream()
            .flatMap(list -> Arrays.stream(list.split(",", -1)))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (!headers.stream().allMatch(rule::allowsHeader)) {
      return null;
    }
    Response response =
        forOrigin(rule, Response.empty(200), origin)
            .with("Access-Control-Max-Age", Long.toString(rule.maxAge().toSeconds()))
            .with("Access-Control-Allow-Methods", method);
    return headers.isEmpty()
        ? response
        : response.with("Access-Control-Allow-Headers", String.join(",", headers));
  }

  private static Response forOrigin(CorsOptions rule, Response response, String origin) {
    boolean any = rule.allowsAny() && !rule.allowCredentials();
    Response allowed =
        response.with("Vary", "Origin").with("Access-Control-Allow-Origin", any ? "*" : origin);
    return rule.allowCredentials()
        ? allowed.with("Access-Control-Allow-Credentials", "true")
        : allowed;
  }
}
