package dev.vitrine.blobstore.hash;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/// The hash of a stream that is shown in runs. Used by one thread at a time, which may change.
public sealed interface StreamHash permits LeadingHash, StreamHash.Plain {

  /// One that does nothing but hash.
  static StreamHash of(Hasher hasher) {
    return new Plain(hasher);
  }

  /// Goes on with the buffers' remaining bytes; whether their positions move is not said.
  void update(List<ByteBuffer> run);

  /// Nothing more is there at the moment. Whoever calls [#update] through threads that others share
  /// says so after the last run that waited, however that ended.
  void pause();

  /// The hash of everything so far; once, as the last call.
  byte[] finish();

  /// The same as [#finish], in hexadecimal digits.
  default String finishHex() {
    return HexFormat.of().formatHex(finish());
  }

  /// By a hasher alone.
  record Plain(Hasher hasher) implements StreamHash {
    @Override
    public void update(List<ByteBuffer> run) {
      for (ByteBuffer bytes : run) {
        hasher.update(bytes.duplicate());
      }
    }

    @Override
    public void pause() {}

    @Override
    public byte[] finish() {
      return hasher.finish();
    }
  }
}
