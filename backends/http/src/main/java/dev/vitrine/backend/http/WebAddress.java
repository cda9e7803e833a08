package dev.vitrine.backend.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.fetch.FetchRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.Optional;

/// What an image's URI says to a client of the web.
///
/// @param text the address, without name and password
/// @param authorization what the name and password of the URI become; empty when it has none
record WebAddress(String text, Optional<String> authorization) {

  static WebAddress of(ImageUri uri) throws ImageStoreException.Malformed {
    ImageUri plain = uri.withoutCredentials();
    if (!isWeb(plain)) {
      throw new ImageStoreException.Malformed(uri + " is not the address of a web server");
    }
    return new WebAddress(plain.text(), plain.equals(uri) ? Optional.empty() : basic(uri));
  }

  private static boolean isWeb(ImageUri uri) {
    try {
      String host = new URI(uri.text()).getHost();
      return host != null && (uri.scheme().equals("http") || uri.scheme().equals("https"));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// RFC 7617. In the URI, name and password may be percent-encoded.
  private static Optional<String> basic(ImageUri uri) throws ImageStoreException.Malformed {
    String rest = uri.rest();
    int slash = rest.indexOf('/');
    String credentials =
        rest.substring(0, rest.lastIndexOf('@', slash < 0 ? rest.length() : slash));
    try {
      byte[] decoded = URLDecoder.decode(credentials.replace("+", "%2B"), UTF_8).getBytes(UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(decoded));
    } catch (IllegalArgumentException e) {
      throw new ImageStoreException.Malformed(
          uri + " has a name and a password that make no sense");
    }
  }

  FetchRequest request(FetchRequest.Method method) {
    return new FetchRequest(method, text, Optional.empty(), authorization);
  }

  /// For messages and logs: what follows the path may be a secret.
  @Override
  public String toString() {
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }
}
