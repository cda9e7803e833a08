package dev.vitrine.api;

import java.time.Duration;
import java.util.List;

/// What pages of some other origins may do with the API in a browser (the Fetch standard's CORS
/// protocol).
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

  public CorsOptions {
    allowedOrigins = List.copyOf(allowedOrigins);
    exposedHeaders = List.copyOf(exposedHeaders);
    allowedMethods = List.copyOf(allowedMethods);
    allowedHeaders = List.copyOf(allowedHeaders);
  }

  /// Whether it is for pages of whatever origin.
  boolean allowsAny() {
    return allowedOrigins.contains("*");
  }

  /// Whether pages may send this header, in whatever case.
  boolean allowsHeader(String name) {
    return ALWAYS_ALLOWED.stream().anyMatch(name::equalsIgnoreCase)
        || allowedHeaders.stream().anyMatch(name::equalsIgnoreCase);
  }
}
