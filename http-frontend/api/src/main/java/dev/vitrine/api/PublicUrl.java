package dev.vitrine.api;

import dev.vitrine.http.Request;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Absolute URLs of the service, as the client knows it: the endpoint that the operator published,
/// or else the host that the client asked for.
public final class PublicUrl {
  /// What a host may be made of. Whatever else a client sends does not come back in our answers.
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~:\\[\\]%-]{1,255}");

  private final @Nullable String publicEndpoint;

  public PublicUrl(@Nullable String publicEndpoint) {
    this.publicEndpoint = publicEndpoint == null ? null : withoutTrailingSlashes(publicEndpoint);
  }

  /// The URL of `path`, which begins with `/`. Relative when nobody says what the host is.
  public String of(Request request, String path) {
    if (publicEndpoint != null) {
      return publicEndpoint + path;
    }
    String host = request.headers().first("Host");
    if (host == null || !HOST.matcher(host).matches()) {
      return path;
    }
    return request.scheme() + "://" + host + path;
  }

  private static String withoutTrailingSlashes(String url) {
    int end = url.length();
    while (end > 0 && url.charAt(end - 1) == '/') {
      end--;
    }
    return url.substring(0, end);
  }
}
