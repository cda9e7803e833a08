package dev.vitrine.api;

import dev.vitrine.http.Request;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Absolute URLs of the service, as the client knows it: the endpoint that the operator published,
/// or else the host that the client asked for, as the [TrustedProxies] tell it.
public final class PublicUrl {
  /// What a host may be made of. Whatever else a client sends does not come back in our answers.
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~:\\[\\]%-]{1,255}");

  private final @Nullable String publicEndpoint;
  private final TrustedProxies proxies;

  public PublicUrl(@Nullable String publicEndpoint, TrustedProxies proxies) {
    this.proxies = proxies;
    this.publicEndpoint = publicEndpoint == null ? null : withoutTrailingSlashes(publicEndpoint);
  }

  /// The URL of `path`, which begins with `/`. Relative when nobody says what the host is.
  public String of(Request request, String path) {
    if (publicEndpoint != null) {
      return publicEndpoint + path;
    }
    TrustedProxies.Origin origin = proxies.originOf(request);
    String host = origin.host();
    if (host == null || !HOST.matcher(host).matches()) {
      return origin.prefix() + path;
    }
    return origin.scheme() + "://" + host + origin.prefix() + path;
  }

  private static String withoutTrailingSlashes(String url) {
    int end = url.length();
    while (end > 0 && url.charAt(end - 1) == '/') {
      end--;
    }
    return url.substring(0, end);
  }
}
