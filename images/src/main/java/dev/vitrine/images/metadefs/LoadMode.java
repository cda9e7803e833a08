package dev.vitrine.images.metadefs;

import java.util.Locale;

/// What becomes of a namespace that is loaded and there already.
public enum LoadMode {
  /// It stays as it is.
  SKIP,
  /// It gets what it does not have; what it has stays.
  MERGE,
  /// It gets what it does not have, and what it has becomes what is loaded.
  PREFER_NEW,
  /// It goes with all that is in it, and what is loaded comes in its place.
  OVERWRITE;

  /// As commands and requests write it, such as `prefer-new`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Throws [IllegalArgumentException] for a word that is no mode.
  public static LoadMode of(String text) {
    for (LoadMode mode : values()) {
      if (mode.text().equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("no mode of loading: " + text);
  }
}
