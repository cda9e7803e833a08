package dev.vitrine.api;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.http.Headers;
import org.jspecify.annotations.Nullable;

/// The validator of an image's data (RFC 9110, 8.8.3): strong, for it is made of a hash of the
/// data.
///
/// @param text with its quotes
record EntityTag(String text) {

  /// The tag of the image's data, or null when nothing is known that pins its bytes.
  static @Nullable EntityTag of(Image image) {
    String hash = image.hashValue() != null ? image.hashValue() : image.checksum();
    if (hash == null) {
      hash =
          image.locations().stream()
              .map(location ->
                  switch (location) {
                    case Location.Blob(_, String recipe) -> recipe;
                  })
              .findFirst()
              .orElse(null);
    }
    return hash == null ? null : new EntityTag('"' + hash + '"');
  }

  /// Whether `If-None-Match` names this tag, so that the client has the data (RFC 9110, 13.1.2).
  boolean isKnownTo(Headers headers) {
    for (String field : headers.all("If-None-Match")) {
      for (String candidate : field.split(",", -1)) {
        String tag = candidate.strip();
        // Compared weakly, as the field is defined.
        if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(text)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Whether a range is wanted if the data is what the client had part of before: no `If-Range`, or
  /// one with this very tag (RFC 9110, 13.1.5). We send no dates, so a date matches nothing.
  static boolean allowsRange(Headers headers, @Nullable EntityTag tag) {
    String condition = headers.first("If-Range");
    return condition == null || (tag != null && condition.strip().equals(tag.text));
  }
}
