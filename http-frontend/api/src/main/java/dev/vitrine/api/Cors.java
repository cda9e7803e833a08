package dev.vitrine.api;

import dev.vitrine.http.Handler;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells browsers which pages of other origins may use the API, before anybody is asked who they
/// are: a browser's preflight carries no token. Thread-safe.
///
/// The service itself refuses nothing for its origin; the browser does, for want of these headers.
final class Cors implements Handler {
  /// What every page may send (and more than the Fetch standard's list, as clients of OpenStack
  /// expect it).
  private static final List<String> ALWAYS_ALLOWED =
      List.of(
          "Accept",
          "Accept-Language",
          "Content-Type",
          "Cache-Control",
          "Content-Language",
          "Expires",
          "Last-Modified",
          "Pragma");

  private final Handler behind;
  private final CorsOptions options;
  private final Set<String> allowedHeaders = new HashSet<>();

  Cors(Handler behind, CorsOptions options) {
    this.behind = behind;
    this.options = options;
    ALWAYS_ALLOWED.forEach(name -> allowedHeaders.add(name.toLowerCase(Locale.ROOT)));
    options.allowedHeaders().forEach(name -> allowedHeaders.add(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public Response handle(Request request) throws Exception {
    String origin = request.headers().first("Origin");
    if (origin == null || Versions.isHealthCheck(request) || !isAllowed(origin)) {
      return behind.handle(request);
    }
    if (request.method().equals("OPTIONS")) {
      Response preflight = preflight(request.headers(), origin);
      return preflight == null ? behind.handle(request) : preflight;
    }
    Response response = forOrigin(behind.handle(request), origin);
    return options.exposedHeaders().isEmpty()
        ? response
        : response.with(
            "Access-Control-Expose-Headers", String.join(",", options.exposedHeaders()));
  }

  private boolean isAllowed(String origin) {
    return options.allowedOrigins().contains(origin) || options.allowedOrigins().contains("*");
  }

  /// Null when it asks for something that is not allowed, or nothing.
  private @Nullable Response preflight(Headers asked, String origin) {
    String method = asked.first("Access-Control-Request-Method");
    if (method == null || !options.allowedMethods().contains(method)) {
      return null;
    }
    List<String> headers =
        asked.all("Access-Control-Request-Headers").stream()
            .flatMap(list -> Arrays.stream(list.split(",", -1)))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (!headers.stream()
        .allMatch(name -> allowedHeaders.contains(name.toLowerCase(Locale.ROOT)))) {
      return null;
    }
    Response response =
        forOrigin(Response.empty(200), origin)
            .with("Access-Control-Max-Age", Long.toString(options.maxAge().toSeconds()))
            .with("Access-Control-Allow-Methods", method);
    return headers.isEmpty()
        ? response
        : response.with("Access-Control-Allow-Headers", String.join(",", headers));
  }

  private Response forOrigin(Response response, String origin) {
    boolean any = options.allowedOrigins().contains("*") && !options.allowCredentials();
    Response allowed =
        response.with("Vary", "Origin").with("Access-Control-Allow-Origin", any ? "*" : origin);
    return options.allowCredentials()
        ? allowed.with("Access-Control-Allow-Credentials", "true")
        : allowed;
  }
}
