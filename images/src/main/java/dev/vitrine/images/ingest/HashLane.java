package dev.vitrine.images.ingest;

import dev.vitrine.blobstore.hash.Hashing;
import dev.vitrine.blobstore.hash.StreamHash;
import java.nio.ByteBuffer;
import java.util.List;

/// Hashes an upload.
public final class HashLane implements Lane {
  private final StreamHash hash;

  /// A lane by itself.
  public HashLane(HashAlgorithm algorithm) {
    this(algorithm, Runnable::run);
  }

  /// @param threads that the lane runs on; they may put it together with other hashes
  public HashLane(HashAlgorithm algorithm, Hashing threads) {
    this.hash = threads.begin(algorithm.platformName());
  }

  @Override
  public void accept(ByteBuffer bytes) {
    hash.update(List.of(bytes));
  }

  @Override
  public void acceptAll(List<ByteBuffer> run) {
    hash.update(run);
  }

  @Override
  public void pause() {
    hash.pause();
  }

  /// The hash of everything so far, in hexadecimal digits; once, after [Lanes#finish].
  public String toHex() {
    return hash.finishHex();
  }
}
