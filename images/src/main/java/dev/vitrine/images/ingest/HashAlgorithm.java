package dev.vitrine.images.ingest;

/// A hash that images can carry, by the name that the Images API v2 gives it.
public enum HashAlgorithm {
  MD5("md5", "MD5", 16),
  SHA1("sha1", "SHA-1", 20),
  SHA224("sha224", "SHA-224", 28),
  SHA256("sha256", "SHA-256", 32),
  SHA384("sha384", "SHA-384", 48),
  SHA512("sha512", "SHA-512", 64),
  SHA3_224("sha3_224", "SHA3-224", 28),
  SHA3_256("sha3_256", "SHA3-256", 32),
  SHA3_384("sha3_384", "SHA3-384", 48),
  SHA3_512("sha3_512", "SHA3-512", 64);

  private final String text;
  private final String platformName;
  private final int lengthBytes;

  HashAlgorithm(String text, String platformName, int lengthBytes) {
    this.text = text;
    this.platformName = platformName;
    this.lengthBytes = lengthBytes;
  }

  public int lengthBytes() {
    return lengthBytes;
  }

  public String text() {
    return text;
  }

  /// Throws [IllegalArgumentException] for a word that is no known hash.
  public static HashAlgorithm of(String text) {
    for (HashAlgorithm algorithm : values()) {
      if (algorithm.text.equals(text)) {
        return algorithm;
      }
    }
    throw new IllegalArgumentException("no hash algorithm: " + text);
  }

  /// In the Java Security Standard Algorithm Names.
  String platformName() {
    return platformName;
  }
}
