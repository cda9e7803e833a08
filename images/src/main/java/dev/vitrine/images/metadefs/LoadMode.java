package dev.vitrine.images.metadefs;

/// What becomes of a namespace that is loaded and there already.
public enum LoadMode {
  /// It stays as it is.
  SKIP,
  /// It gets what it does not have; what it has stays.
  MERGE,
  /// It gets what it does not have, and what it has becomes what is loaded.
  PREFER_NEW,
  /// It goes with all that is in it, and what is loaded comes in its place.
  OVERWRITE
}
