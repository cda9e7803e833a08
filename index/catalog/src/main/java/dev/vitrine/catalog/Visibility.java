package dev.vitrine.catalog;

import java.util.Locale;

/// To whom an image shows itself besides its owner.
public enum Visibility {
  PUBLIC,
  PRIVATE,
  SHARED,
  COMMUNITY;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Throws [IllegalArgumentException] for a word that is no visibility.
  public static Visibility of(String text) {
    for (Visibility visibility : values()) {
      if (visibility.text().equals(text)) {
        return visibility;
      }
    }
    throw new IllegalArgumentException("no visibility: " + text);
  }
}
