package dev.vitrine.blobstore.hash;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A hash by the Java platform. It sees arrays alone, so what lies outside the heap is copied
/// through a small one.
final class PlatformHasher implements Hasher {
  private final MessageDigest digest;

  private PlatformHasher(MessageDigest digest) {
    this.digest = digest;
  }

  static PlatformHasher of(String algorithm) {
    try {
      return new PlatformHasher(MessageDigest.getInstance(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("no hash function: " + algorithm, e);
    }
  }

  @Override
  public void update(ByteBuffer bytes) {
    digest.update(bytes);
  }

  @Override
  public byte[] finish() {
    return digest.digest();
  }
}
