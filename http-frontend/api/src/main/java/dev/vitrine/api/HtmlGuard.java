package dev.vitrine.api;

import dev.vitrine.http.Handler;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;

/// Makes pages as harmless as they are meant to be: what clients send comes back in error pages,
/// and a browser is to run none of it, frame none of it, and guess nothing about it. Thread-safe.
final class HtmlGuard implements Handler {
  private final Handler behind;

  HtmlGuard(Handler behind) {
    this.behind = behind;
  }

  @Override
  public Response handle(Request request) throws Exception {
    return guarded(behind.handle(request));
  }

  @Override
  public Response failed(Request request, Exception cause) throws Exception {
    return guarded(behind.failed(request, cause));
  }

  private static Response guarded(Response response) {
    String type = response.headers().first("Content-Type");
    if (type == null || !type.startsWith("text/html")) {
      return response;
    }
    return response
        .with(
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
        .with("X-Content-Type-Options", "nosniff")
        .with("X-Frame-Options", "DENY")
        .with("Referrer-Policy", "no-referrer");
  }
}
