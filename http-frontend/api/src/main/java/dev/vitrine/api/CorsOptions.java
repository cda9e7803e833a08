package dev.vitrine.api;

import java.time.Duration;
import java.util.List;

/// Which pages of other origins a browser may let use the API (the Fetch standard's CORS protocol).
///
/// @param allowedOrigins such as `https://dashboard.example`; `*` for any; empty for none
/// @param allowCredentials whether requests may carry cookies and the like
/// @param exposedHeaders of answers, that pages may read
/// @param maxAge how long a browser may remember what a preflight said
/// @param allowedMethods of requests
/// @param allowedHeaders of requests, beside those that every page may send
public record CorsOptions(
    List<String> allowedOrigins,
    boolean allowCredentials,
    List<String> exposedHeaders,
    Duration maxAge,
    List<String> allowedMethods,
    List<String> allowedHeaders) {
  /// Lets in nobody.
  public static CorsOptions closed() {
    return new CorsOptions(List.of(), true, List.of(), Duration.ZERO, List.of(), List.of());
  }

  public CorsOptions {
    allowedOrigins = List.copyOf(allowedOrigins);
    exposedHeaders = List.copyOf(exposedHeaders);
    allowedMethods = List.copyOf(allowedMethods);
    allowedHeaders = List.copyOf(allowedHeaders);
  }
}
