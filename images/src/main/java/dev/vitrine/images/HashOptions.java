package dev.vitrine.images;

import dev.vitrine.images.ingest.HashAlgorithm;

/// What is computed of the data of new images, beside the names of their chunks.
///
/// @param algorithm the secure hash, as the API names it, such as `sha512`
/// @param checksum whether the MD5 is computed, too, which the API calls `checksum`; else that is
///   null, as it may be by the API's schema
public record HashOptions(String algorithm, boolean checksum) {
  /// Throws [IllegalArgumentException] for a hash that is not known, so that no upload has to.
  public HashOptions {
    HashAlgorithm.of(algorithm);
  }

  /// Both, as clients of long standing expect.
  public static HashOptions defaults() {
    return new HashOptions("sha512", true);
  }

  HashAlgorithm secure() {
    return HashAlgorithm.of(algorithm);
  }
}
