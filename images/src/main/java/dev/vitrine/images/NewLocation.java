package dev.vitrine.images;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A place that a caller says an image's data lies at. Immutable.
///
/// @param url as the caller wrote it
/// @param metadata what readers may want to know about the place
/// @param known hashes that the caller says the data has; null when the caller says nothing
public record NewLocation(
    String url, SequencedMap<String, String> metadata, @Nullable KnownHashes known) {
  public NewLocation {
    metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
  }

  /// Hashes in hexadecimal.
  ///
  /// @param checksum MD5; null when it is not said
  /// @param algorithm as the API names it, such as `sha512`
  public record KnownHashes(@Nullable String checksum, String algorithm, String value) {}
}
