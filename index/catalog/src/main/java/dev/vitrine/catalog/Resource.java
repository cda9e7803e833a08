package dev.vitrine.catalog;

import java.util.Locale;

/// What a project's images take and a limit may bound.
public enum Resource {
  /// Images, whatever they hold.
  IMAGES,
  /// Bytes of data, those that are on their way included.
  BYTES,
  /// Bytes that lie in staging until they are imported.
  STAGED_BYTES,
  /// Images that data is on its way to.
  UPLOADS;

  /// The name in a key.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
