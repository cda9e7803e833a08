package dev.vitrine.images;

import java.util.Locale;

/// What may be done to data and record of an image between their arrival and the stores.
public enum ImportPlugin {
  /// Nothing.
  NO_OP,
  /// The operator's properties are added to the caller's.
  INJECT_IMAGE_METADATA,
  /// Compressed data is replaced by what was compressed.
  IMAGE_DECOMPRESSION,
  /// A disk of another format is replaced by one of the format that all are to have.
  IMAGE_CONVERSION;

  /// The name that operators know it by, in the journal, too.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Throws [IllegalArgumentException] for a word that is no plugin.
  public static ImportPlugin of(String text) {
    for (ImportPlugin plugin : values()) {
      if (plugin.text().equals(text)) {
        return plugin;
      }
    }
    throw new IllegalArgumentException("no import plugin: " + text);
  }
}
