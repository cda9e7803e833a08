package dev.vitrine.formats;

import java.util.List;

/// One format that the data fits.
///
/// @param variant which of the format's kinds it is, such as `3` or `streamOptimized`; empty when
///   there is one kind only, or when it could not be told
/// @param virtualSizeBytes length of the disk that the data describes; 0 when it does not tell
/// @param concerns empty when nothing speaks against opening it
public record Finding(
    Format format, String variant, long virtualSizeBytes, List<Concern> concerns) {
  public Finding {
    concerns = List.copyOf(concerns);
  }

  @Override
  public String toString() {
    return variant.isEmpty() ? format.toString() : format + " " + variant;
  }
}
