package dev.vitrine.api;

import dev.vitrine.http.AddressRange;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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

  /// Whose request a trusted proxy passes on: the last address that the proxies tell of and that is
  /// none of theirs, for whatever comes before it the client may have sent itself. Null when no
  /// trusted proxy tells.
  @Nullable InetAddress clientOf(Request request) {
    if (!isTrusted(request)) {
      return null;
    }
    InetAddress client = null;
    for (String hop : hops(request.headers()).reversed()) {
      InetAddress address = address(hop);
      if (address == null) {
        break;
      }
      client = address;
      if (!isTrusted(address)) {
        break;
      }
    }
    return client;
  }

  /// Who called whom, the first caller first.
  private static List<String> hops(Headers headers) {
    List<String> forwarded = elements(headers.all("Forwarded"));
    if (forwarded.isEmpty()) {
      return elements(headers.all("X-Forwarded-For"));
    }
    return forwarded.stream()
        .map(element -> Objects.requireNonNullElse(parameter(element, "for"), ""))
        .toList();
  }

  private static List<String> elements(List<String> lists) {
    return lists.stream()
        .flatMap(list -> Arrays.stream(list.split(",", -1)))
        .map(String::strip)
        .toList();
  }

  /// Null for a name, or for what says nothing.
  private static @Nullable InetAddress address(String hop) {
    // With a port, version 6 is between brackets (RFC 7239, 6).
    boolean bracketed = hop.startsWith("[");
    int end = bracketed ? hop.indexOf(']') : hop.indexOf(':');
    boolean whole = end < 0 || (!bracketed && end != hop.lastIndexOf(':'));
    try {
      return InetAddress.ofLiteral(whole ? hop : hop.substring(bracketed ? 1 : 0, end));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private boolean isTrusted(Request request) {
    return request.remoteAddress() instanceof InetSocketAddress peer
        && peer.getAddress() != null
        && isTrusted(peer.getAddress());
  }

  private boolean isTrusted(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
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
