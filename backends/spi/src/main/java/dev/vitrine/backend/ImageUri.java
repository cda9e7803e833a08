package dev.vitrine.backend;

import java.util.Locale;
import java.util.Optional;

/// Where an image lies, in the form that its store's kind defines, such as
/// `file:///var/lib/glance/images/<id>` or `rbd://<cluster>/<pool>/<id>/snap`. Immutable. Not a
/// [java.net.URI]: some forms in use are none.
///
/// URIs that other programs wrote may carry a name and a key before an `@`. They are kept as they
/// are, for they name the image, but [#toString] leaves them out, so that no log line and no
/// message has them.
///
/// @param text the whole URI, credentials included
public record ImageUri(String text) {
  private static final String SEPARATOR = "://";

  /// Throws [IllegalArgumentException] when there is no scheme or nothing after it.
  public ImageUri {
    int end = text.indexOf(SEPARATOR);
    if (end <= 0 || end + SEPARATOR.length() == text.length()) {
      throw new IllegalArgumentException("not a URI: it has no scheme, or nothing after it");
    }
  }

  /// The URI that the text is; empty when it is none.
  public static Optional<ImageUri> parse(String text) {
    try {
      return Optional.of(new ImageUri(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// What comes before `://`, in lower case.
  public String scheme() {
    return text.substring(0, text.indexOf(SEPARATOR)).toLowerCase(Locale.ROOT);
  }

  /// What comes after `://`.
  public String rest() {
    return text.substring(text.indexOf(SEPARATOR) + SEPARATOR.length());
  }

  /// The same place without name and key.
  public ImageUri withoutCredentials() {
    String rest = rest();
    // Keys of S3 have slashes and are written as they are; nothing after them has an `@`.
    int slash = scheme().startsWith("s3") ? -1 : rest.indexOf('/');
    int at = rest.lastIndexOf('@', slash < 0 ? rest.length() : slash);
    // What is left is never empty, or there would be nothing to go without.
    return at < 0 || at + 1 == rest.length()
        ? this
        : new ImageUri(text.substring(0, text.length() - rest.length()) + rest.substring(at + 1));
  }

  /// Without credentials, for logs and messages.
  @Override
  public String toString() {
    return withoutCredentials().text;
  }
}
