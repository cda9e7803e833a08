package dev.vitrine.backend.s3;

import dev.vitrine.backend.ImageUri;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Where an image lies, as its URI says: `s3+https://<host>/<bucket>/<image id>`; `s3` and
/// `s3+http` stand for hosts without TLS. A name and a key before an `@` are passed over: whoever
/// has the store configured has its own.
///
/// @param host with a port and a path, where the endpoint has them
record S3Place(String host, String bucket, String key) {
  static final Set<String> SCHEMES = Set.of("s3", "s3+http", "s3+https");

  /// Empty when the URI is none of S3.
  static Optional<S3Place> of(ImageUri uri) {
    if (!SCHEMES.contains(uri.scheme())) {
      return Optional.empty();
    }
    String place = uri.withoutCredentials().rest();
    int afterBucket = place.lastIndexOf('/');
    int afterHost = afterBucket < 0 ? -1 : place.lastIndexOf('/', afterBucket - 1);
    if (afterHost <= 0 || afterBucket == afterHost + 1 || afterBucket + 1 == place.length()) {
      return Optional.empty();
    }
    return Optional.of(
        new S3Place(
            normal(place.substring(0, afterHost)),
            place.substring(afterHost + 1, afterBucket),
            place.substring(afterBucket + 1)));
  }

  /// Whether it is in that bucket, through whichever of its doors.
  boolean isIn(S3Options options) {
    return host.equals(normal(host(options.endpoint()))) && bucket.equals(options.bucket());
  }

  private static String host(URI endpoint) {
    return endpoint.getRawAuthority() + endpoint.getRawPath();
  }

  private static String normal(String host) {
    return host.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)(?=/|$)", "");
  }

  /// The URI of an image in that bucket.
  static ImageUri uri(S3Options options, String imageId) {
    String scheme = "https".equals(options.endpoint().getScheme()) ? "s3+https" : "s3";
    return new ImageUri(
        scheme + "://" + host(options.endpoint()) + "/" + options.bucket() + "/" + imageId);
  }
}
