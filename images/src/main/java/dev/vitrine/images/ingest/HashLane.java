package dev.vitrine.images.ingest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Hashes an upload.
public final class HashLane implements Lane {
  private final MessageDigest digest;

  public HashLane(HashAlgorithm algorithm) {
    this.digest = algorithm.newDigest();
  }

  @Override
  public void accept(ByteBuffer bytes) {
    // Direct buffers too: the platform copies them through a small array of its own, and a larger
    // one of ours measured no faster.
    digest.update(bytes);
  }

  /// The hash of everything so far, in hexadecimal digits; once, after [Lanes#finish].
  public String toHex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
