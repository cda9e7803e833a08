package dev.vitrine.api;

import dev.vitrine.http.AddressRange;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Under which scheme, host and prefix the client reached the service: what a proxy in front says,
/// if it is one of those that are trusted to say so; else what the request itself shows. Anybody
/// can send such headers, so they count from nobody else. Thread-safe.
///
/// @param ranges where these proxies are; none to believe nobody
public record TrustedProxies(List<AddressRange> ranges) {
  private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

  public TrustedProxies {
    ranges = List.copyOf(ranges);
  }

  public static TrustedProxies none() {
    return new TrustedProxies(List.of());
  }

  /// @param host with the port where the client named one; null when nobody says
  /// @param prefix of paths; empty, or begins with `/` and ends without
  record Origin(String scheme, @Nullable String host, String prefix) {}

  Origin originOf(Request request) {
    String host = request.headers().first("Host");
    if (!isTrusted(request)) {
      return new Origin(request.scheme(), host, "");
    }
    Headers headers = request.headers();
    String forwarded = headers.first("Forwarded");
    String scheme;
    String forwardedHost;
    if (forwarded != null) {
      scheme = parameter(forwarded, "proto");
      forwardedHost = parameter(forwarded, "host");
    } else {
      scheme = firstOf(headers.first("X-Forwarded-Proto"));
      forwardedHost = firstOf(headers.first("X-Forwarded-Host"));
    }
    String prefix = headers.first("X-Forwarded-Prefix");
    return new Origin(
        scheme != null && isScheme(scheme) ? scheme.toLowerCase(Locale.ROOT) : request.scheme(),
        forwardedHost == null || forwardedHost.isEmpty() ? host : forwardedHost,
        prefix == null ? "" : prefixOf(prefix));
  }

  private boolean isTrusted(Request request) {
    return request.remoteAddress() instanceof InetSocketAddress peer
        && peer.getAddress() != null
        && ranges.stream().anyMatch(range -> range.contains(peer.getAddress()));
  }

  private static boolean isScheme(String scheme) {
    return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
  }

  private static String prefixOf(String prefix) {
    String path = prefix.strip().replaceAll("/+$", "");
    return PREFIX.matcher(path).matches() ? path : "";
  }

  private static @Nullable String firstOf(@Nullable String list) {
    return list == null ? null : list.split(",", 2)[0].strip();
  }

  /// A parameter of the first element of the field (RFC 7239, 4); null when it has none.
  private static @Nullable String parameter(String forwarded, String name) {
    for (String pair : forwarded.split(",", 2)[0].split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
        String value = pair.substring(equals + 1).strip();
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
      }
    }
    return null;
  }
}
