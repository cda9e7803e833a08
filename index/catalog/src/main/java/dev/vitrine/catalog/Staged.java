package dev.vitrine.catalog;

import org.jspecify.annotations.Nullable;

/// Data that was sent for an image and waits to be imported: durable in the chunk store, under a
/// recipe that no location names yet. Immutable.
///
/// @param store the id of the chunk store that has it; null in records that do not say it yet
/// @param recipe the recipe's digest, 64 hexadecimal digits
/// @param checksum MD5 of the data, 32 hexadecimal digits; null when nobody computes one
/// @param hashAlgorithm name of the secure hash, such as `sha512`
/// @param hashValue the secure hash, hexadecimal
public record Staged(
    @Nullable String store,
    String recipe,
    long lengthBytes,
    @Nullable String checksum,
    String hashAlgorithm,
    String hashValue) {
  /// No store's name: then every chunk store may have it.
  private static final String UNSAID = "";

  /// Where the data is.
  public Location.Blob blob() {
    return new Location.Blob(store == null ? UNSAID : store, recipe);
  }
}
