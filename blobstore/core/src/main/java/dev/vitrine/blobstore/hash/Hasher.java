package dev.vitrine.blobstore.hash;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// One computation of a hash. Used by one thread at a time, which may change; needs no closing.
public sealed interface Hasher permits LibcryptoHasher, PlatformHasher {

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

  /// Begins a hash of few bytes: what the fastest one needs to get ready would cost more than it
  /// saves.
  ///
  /// Throws [IllegalArgumentException] when there is no such function.
  static Hasher ofLittle(String algorithm) {
    return PlatformHasher.of(algorithm);
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
