package dev.vitrine.blobstore.hash;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// One computation of a hash. Used by one thread at a time, which may change; needs no closing.
public sealed interface Hasher permits BlockHasher, LibcryptoHasher, PlatformHasher {

  /// Up to here what the fastest one needs to get ready costs more than it saves.
  int LITTLE_BYTES = 8 << 10;

  /// Begins a hash.
  ///
  /// Throws [IllegalArgumentException] when there is no such function.
  ///
  /// @param algorithm the name in the Java Security Standard Algorithm Names, such as `SHA-256`
  static Hasher of(String algorithm) {
    // MD5 alone is a little faster in the platform, copies included.
    Hasher fastest = algorithm.equals("MD5") ? null : LibcryptoHasher.orNull(algorithm);
    return fastest != null ? fastest : PlatformHasher.of(algorithm);
  }

  /// The hash of the buffers' remaining bytes, in order; positions do not move.
  ///
  /// Throws [IllegalArgumentException] when there is no such function.
  static byte[] hash(String algorithm, Iterable<ByteBuffer> content) {
    long lengthBytes = 0;
    for (ByteBuffer bytes : content) {
      lengthBytes += bytes.remaining();
    }
    Hasher hasher = lengthBytes <= LITTLE_BYTES ? PlatformHasher.of(algorithm) : of(algorithm);
    for (ByteBuffer bytes : content) {
      hasher.update(bytes.duplicate());
    }
    return hasher.finish();
  }

  /// Goes on with the remaining bytes, and moves the position behind them.
  void update(ByteBuffer bytes);

  /// The hash of everything so far; once, as the last call.
  byte[] finish();

  /// The same as [#finish], in hexadecimal digits.
  default String finishHex() {
    return HexFormat.of().formatHex(finish());
  }
}
