package dev.vitrine.catalog;

/// Data that was sent for an image and waits to be imported: durable in the chunk store, under a
/// recipe that no location names yet. Immutable.
///
/// @param recipe the recipe's digest, 64 hexadecimal digits
/// @param checksum MD5 of the data, 32 hexadecimal digits
/// @param hashAlgorithm name of the secure hash, such as `sha512`
/// @param hashValue the secure hash, hexadecimal
public record Staged(
    String recipe, long lengthBytes, String checksum, String hashAlgorithm, String hashValue) {
  /// No store's name: which chunk store is for staging is a question of the configuration, and the
  /// answer may have been another one when the data came.
  private static final String UNSAID = "";

  /// Where the data is, in whatever chunk store.
  Location.Blob blob() {
    return new Location.Blob(UNSAID, recipe);
  }
}
