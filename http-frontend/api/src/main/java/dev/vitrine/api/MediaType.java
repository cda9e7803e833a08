package dev.vitrine.api;

import dev.vitrine.http.Headers;
import java.util.Locale;

/// What a request's body claims to be.
final class MediaType {
  private MediaType() {}

  /// The media type in lower case without its parameters; empty when there is none.
  static String of(Headers headers) {
    String type = headers.first("Content-Type");
    if (type == null) {
      return "";
    }
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }
}
