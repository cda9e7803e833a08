package dev.vitrine.api;

import dev.vitrine.blobstore.Digest;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Location;
import dev.vitrine.http.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A validator (RFC 9110, 8.8.3) of an image's data or of its record as a client was shown it. Both
/// are strong, for they are made of a hash of what they stand for.
///
/// @param text with its quotes
record EntityTag(String text) {

  /// The tag of a record.
  ///
  /// @param record as it is written down for the client
  static EntityTag ofRecord(byte[] record) {
    return new EntityTag('"' + Digest.sha256(List.of(ByteBuffer.wrap(record))).toHex() + '"');
  }

  /// The tag of the image's data, or null when nothing is known that pins its bytes.
  static @Nullable EntityTag ofData(Image image) {
    String hash = image.hashValue() != null ? image.hashValue() : image.checksum();
    if (hash == null) {
      hash =
          image.locations().stream()
              .filter(Location.Blob.class::isInstance)
              .map(location -> ((Location.Blob) location).recipe())
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

  /// Whether `If-Match` allows a change of what has this tag (RFC 9110, 13.1.1): there is no such
  /// field, or it names the tag. Compared strongly, as the field is defined.
  boolean satisfies(Headers headers) {
    List<String> fields = headers.all("If-Match");
    for (String field : fields) {
      for (String candidate : field.split(",", -1)) {
        if (candidate.strip().equals("*") || candidate.strip().equals(text)) {
          return true;
        }
      }
    }
    return fields.isEmpty();
  }

  /// Whether a range is wanted if the data is what the client had part of before: no `If-Range`, or
  /// one with this very tag (RFC 9110, 13.1.5). We send no dates, so a date matches nothing.
  static boolean allowsRange(Headers headers, @Nullable EntityTag tag) {
    String condition = headers.first("If-Range");
    return condition == null || (tag != null && condition.strip().equals(tag.text));
  }
}
