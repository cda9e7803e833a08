package dev.vitrine.blobstore;

import java.nio.ByteBuffer;

/// The ordered pieces of one blob. Immutable.
@SuppressWarnings("DoNotCallSuggester") // until the bodies are there
public final class Recipe {
  private final long lengthBytes;

  private Recipe(long lengthBytes) {
    this.lengthBytes = lengthBytes;
  }

  /// Reads the encoded form: the remaining bytes of the buffer.
  public static Recipe decode(ByteBuffer encoded) throws BlobException {
    return new Recipe(encoded.remaining());
  }

  /// Length of the blob in bytes.
  public long lengthBytes() {
    return lengthBytes;
  }

  public int pieceCount() {
    throw new InvariantViolated("in work");
  }

  public Piece piece(int index) {
    throw new InvariantViolated("in work");
  }

  /// The blob's offset at which the piece begins.
  public long offset(int index) {
    throw new InvariantViolated("in work");
  }

  /// The piece that holds the byte at `offset`, which lies within the blob. O(log n).
  public int indexAt(long offset) {
    throw new InvariantViolated("in work");
  }
}
