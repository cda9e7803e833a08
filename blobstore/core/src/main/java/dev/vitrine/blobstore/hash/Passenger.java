package dev.vitrine.blobstore.hash;

import java.nio.ByteBuffer;
import java.util.List;

/// Content whose SHA-256 somebody wants. Handed to [Hashing#hash]; after [#board] said yes exactly
/// one of [#arrive] and [#fail] is called, on a hashing thread.
public interface Passenger {
  /// Whether the hash is still wanted. Asked once; after "yes" the content stays valid until one of
  /// the others is called.
  boolean board();

  /// The bytes in order. Their positions do not move.
  List<ByteBuffer> content();

  /// Gets the 32 bytes. May go on with work of its own on this thread; must not throw.
  void arrive(byte[] sha256);

  /// The hash could not be computed. Must not throw.
  void fail(Throwable failure);
}
