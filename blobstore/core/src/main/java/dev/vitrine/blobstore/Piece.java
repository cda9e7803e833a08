package dev.vitrine.blobstore;

/// One step of a [Recipe]: a stored chunk, or zeros, which are never stored.
public sealed interface Piece {
  /// Length in bytes of the content that this piece stands for; always positive.
  long lengthBytes();

  /// A chunk, by name. The length is between 1 and [Chunker#MAX_BYTES].
  record ChunkRef(Digest digest, int length) implements Piece {
    public ChunkRef {
      InvariantViolated.unless(length > 0, "a chunk has at least one byte");
    }

    @Override
    public long lengthBytes() {
      return length;
    }
  }

  /// A maximal run of zero bytes, at least [Chunker#ZERO_RUN_MIN_BYTES] long.
  record ZeroRun(long lengthBytes) implements Piece {
    public ZeroRun {
      InvariantViolated.unless(lengthBytes > 0, "a zero run has at least one byte");
    }
  }
}
