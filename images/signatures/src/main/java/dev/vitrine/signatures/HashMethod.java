package dev.vitrine.signatures;

/// The hash that a signature is over.
public enum HashMethod {
  SHA_224("SHA-224", 28),
  SHA_256("SHA-256", 32),
  SHA_384("SHA-384", 48),
  SHA_512("SHA-512", 64);

  private final String algorithm;
  private final int lengthBytes;

  HashMethod(String algorithm, int lengthBytes) {
    this.algorithm = algorithm;
    this.lengthBytes = lengthBytes;
  }

  static HashMethod of(String name) throws SignatureFailure {
    for (HashMethod method : values()) {
      if (method.algorithm.equals(name)) {
        return method;
      }
    }
    throw new SignatureFailure("the hash method is none of SHA-224, SHA-256, SHA-384, SHA-512");
  }

  /// As the Java platform and images name it.
  @Override
  public String toString() {
    return algorithm;
  }

  int lengthBytes() {
    return lengthBytes;
  }
}
