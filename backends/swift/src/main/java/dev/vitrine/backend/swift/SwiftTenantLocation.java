package dev.vitrine.backend.swift;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.swift.SwiftClient.Target;
import java.net.URI;
import java.util.Set;

/// Where an image lies in its owner's account: the container `<prefix>_<image id>` is the image's
/// own.
///
/// Its URI is `swift+https://<account's address without scheme>/<container>/<image id>`, or
/// `swift+http://…`; `swift://…` means the former.
record SwiftTenantLocation(URI account, Target target) {
  static final Set<String> SCHEMES = Set.of("swift", "swift+http", "swift+https");
  private static final String PLAIN = "swift+http";
  private static final String SECURE = "swift+https";

  /// @param account without a slash at its end
  static SwiftTenantLocation of(URI account, String prefix, String imageId) {
    return new SwiftTenantLocation(account, new Target(prefix + "_" + imageId, imageId));
  }

  /// Takes nothing for an image but what is one by its name, so that nothing else of an account is
  /// read, shared or removed.
  static SwiftTenantLocation of(ImageUri uri, String prefix) throws ImageStoreException.Malformed {
    String rest = uri.rest();
    int object = rest.lastIndexOf('/');
    int container = rest.lastIndexOf('/', object - 1);
    if (!SCHEMES.contains(uri.scheme())
        || container <= 0
        || rest.indexOf('@') >= 0
        || object + 1 == rest.length()) {
      throw malformed(uri);
    }
    String scheme = uri.scheme().equals(PLAIN) ? "http" : "https";
    try {
      URI account = URI.create(scheme + "://" + rest.substring(0, container));
      SwiftTenantLocation location = of(account, prefix, rest.substring(object + 1));
      if (account.getHost() == null
          || !location.target().container().equals(rest.substring(container + 1, object))) {
        throw malformed(uri);
      }
      return location;
    } catch (IllegalArgumentException e) {
      throw malformed(uri);
    }
  }

  private static ImageStoreException.Malformed malformed(ImageUri uri) {
    return new ImageStoreException.Malformed(
        uri + " is not the URI of an image in an account of Swift");
  }

  /// Whether it is the project's own account, as far as its address tells.
  boolean isAccountOf(String project) {
    String path = account.getPath();
    return path.endsWith("_" + project) || path.endsWith("/" + project);
  }

  ImageUri uri() {
    String scheme = "http".equals(account.getScheme()) ? PLAIN : SECURE;
    String place = account.toString().substring(account.toString().indexOf("://") + 3);
    return new ImageUri(scheme + "://" + place + "/" + target.container() + "/" + target.object());
  }
}
