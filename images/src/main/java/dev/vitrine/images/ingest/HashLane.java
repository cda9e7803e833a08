package dev.vitrine.images.ingest;

import dev.vitrine.blobstore.hash.Hasher;
import java.nio.ByteBuffer;

/// Hashes an upload.
public final class HashLane implements Lane {
  private final Hasher hasher;

  public HashLane(HashAlgorithm algorithm) {
    this.hasher = algorithm.newHasher();
  }

  @Override
  public void accept(ByteBuffer bytes) {
    hasher.update(bytes);
  }

  /// The hash of everything so far, in hexadecimal digits; once, after [Lanes#finish].
  public String toHex() {
    return hasher.finishHex();
  }
}
