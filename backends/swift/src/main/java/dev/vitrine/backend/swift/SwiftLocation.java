package dev.vitrine.backend.swift;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.swift.SwiftClient.Target;
import java.net.URLDecoder;
import java.util.Set;

/// Where an image lies: an account by its name, a container, an object.
///
/// Its URI is `swift+config://<reference>/<container>/<object>`. The older forms, which have the
/// address to log in at and who does, are understood when they are those of a known account; the
/// key in them is not used, so that nobody can make us log in elsewhere.
record SwiftLocation(String reference, Target target) {
  static final String CONFIG_SCHEME = "swift+config";
  static final Set<String> SCHEMES = Set.of("swift", "swift+http", "swift+https", CONFIG_SCHEME);

  static SwiftLocation of(ImageUri uri, SwiftReferences references)
      throws ImageStoreException.Malformed {
    if (!SCHEMES.contains(uri.scheme())) {
      throw new ImageStoreException.Malformed(uri + " is not the URI of an image in Swift");
    }
    String rest = uri.rest();
    int object = rest.lastIndexOf('/');
    int container = rest.lastIndexOf('/', object - 1);
    if (container <= 0 || object == container + 1 || object + 1 == rest.length()) {
      throw new ImageStoreException.Malformed(uri + " has no container or no object");
    }
    Target target = new Target(rest.substring(container + 1, object), rest.substring(object + 1));
    return new SwiftLocation(reference(uri, rest.substring(0, container), references), target);
  }

  private static String reference(ImageUri uri, String place, SwiftReferences references)
      throws ImageStoreException.Malformed {
    if (uri.scheme().equals(CONFIG_SCHEME)) {
      if (references.accounts().containsKey(place)) {
        return place;
      }
      throw new ImageStoreException.Malformed(uri + " names an account that nobody set up");
    }
    int at = place.lastIndexOf('@');
    if (at < 0) {
      throw new ImageStoreException.Malformed(uri + " does not say whose container it is");
    }
    String scheme = uri.scheme().equals("swift+http") ? "http" : "https";
    String address = place.substring(at + 1);
    return references
        .find(
            address.contains("://") ? address : scheme + "://" + address,
            user(place.substring(0, at)))
        .orElseThrow(
            () -> new ImageStoreException.Malformed(uri + " is of an account that nobody set up"));
  }

  /// `user:key` or, in the oldest form, `account:user:key`; each percent-encoded.
  private static String user(String credentials) {
    int key = credentials.lastIndexOf(':');
    String user = key < 0 ? credentials : credentials.substring(0, key);
    try {
      return URLDecoder.decode(user.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return user;
    }
  }

  ImageUri uri() {
    return new ImageUri(
        CONFIG_SCHEME + "://" + reference + "/" + target.container() + "/" + target.object());
  }
}
