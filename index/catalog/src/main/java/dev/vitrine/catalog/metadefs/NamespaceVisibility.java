package dev.vitrine.catalog.metadefs;

import java.util.Locale;

/// Whether others than its owner see a namespace.
public enum NamespaceVisibility {
  PUBLIC,
  PRIVATE;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Throws [IllegalArgumentException] for a word that is no such visibility.
  public static NamespaceVisibility of(String text) {
    for (NamespaceVisibility visibility : values()) {
      if (visibility.text().equals(text)) {
        return visibility;
      }
    }
    throw new IllegalArgumentException("no visibility of a namespace: " + text);
  }
}
