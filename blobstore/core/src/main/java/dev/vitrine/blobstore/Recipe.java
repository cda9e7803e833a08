package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/// How a blob is put together: its pieces in order. The digest of the encoded form is the blob's
/// name, and since the encoded form follows from the blob's bytes, equal blobs have equal names.
///
/// **Immutable and thread-safe**, and compact: 44 bytes a chunk and 12 a zero run, in four arrays,
/// because a blob of a terabyte has two million pieces.
///
/// The encoded form is described in FORMAT.md.
public final class Recipe {
  /// "VtrRcp" and a line end, which a transfer in text mode destroys.
  static final long MAGIC = 0x56_74_72_52_63_70_0D_0AL;

  static final int FORMAT_VERSION = 1;
  static final int HEADER_BYTES = 24;
  static final int FOOTER_BYTES = Integer.BYTES;
  static final int CHUNK_PIECE_BYTES = Integer.BYTES + Digest.LENGTH_BYTES;
  static final int ZERO_PIECE_BYTES = Integer.BYTES + Long.BYTES;

  /// The most pieces of one blob: about 2.3 TiB of data in chunks of usual length, and 176 MiB of
  /// memory. Only content made for the purpose needs more for less.
  public static final int MAX_PIECES = 4 << 20;

  /// The most bytes of an encoded recipe.
  public static final int MAX_ENCODED_BYTES =
      HEADER_BYTES + MAX_PIECES * CHUNK_PIECE_BYTES + FOOTER_BYTES;

  private static final int ZERO_RUN = -1;
  private static final int WORDS_PER_DIGEST = 4;

  /// Where each piece ends in the blob.
  private final long[] ends;

  /// For each piece the ordinal of its chunk, or [#ZERO_RUN].
  private final int[] chunks;

  /// The digests of the chunks, by ordinal.
  private final long[] words;

  private Recipe(long[] ends, int[] chunks, long[] words) {
    this.ends = ends;
    this.chunks = chunks;
    this.words = words;
  }

  /// The recipe of these pieces, of which there are at most [#MAX_PIECES].
  public static Recipe of(List<Piece> pieces) {
    Builder builder = new Builder(pieces.size());
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.ChunkRef(Digest digest, int lengthBytes) ->
            builder.addChunk(digest, lengthBytes);
        case Piece.ZeroRun(long lengthBytes) -> builder.addZeroRun(lengthBytes);
      }
    }
    return builder.build();
  }

  /// Length of the blob in bytes.
  public long lengthBytes() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  public int pieceCount() {
    return ends.length;
  }

  /// How many of the pieces are chunks, repetitions included.
  public int chunkCount() {
    return words.length / WORDS_PER_DIGEST;
  }

  /// What the recipe takes up in memory.
  long memoryBytes() {
    return (long) ends.length * Long.BYTES
        + (long) chunks.length * Integer.BYTES
        + (long) words.length * Long.BYTES;
  }

  public Piece piece(int index) {
    long lengthBytes = ends[index] - offset(index);
    int chunk = chunks[index];
    return chunk == ZERO_RUN
        ? new Piece.ZeroRun(lengthBytes)
        : new Piece.ChunkRef(digest(chunk), (int) lengthBytes);
  }

  /// The blob's offset at which the piece begins.
  public long offset(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /// The piece that holds the byte at `offset`, which lies within the blob. O(log n).
  public int indexAt(long offset) {
    InvariantViolated.unless(offset >= 0 && offset < lengthBytes(), "an offset within the blob");
    int found = Arrays.binarySearch(ends, offset);
    return found >= 0 ? found + 1 : -found - 1; // a piece ends before its end
  }

  /// Calls `action` with the digest of each chunk, in order, repetitions included.
  public void forEachChunk(Consumer<Digest> action) {
    for (int chunk = 0; chunk < chunkCount(); chunk++) {
      action.accept(digest(chunk));
    }
  }

  private Digest digest(int chunk) {
    int at = chunk * WORDS_PER_DIGEST;
    return new Digest(words[at], words[at + 1], words[at + 2], words[at + 3]);
  }

  /// The encoded form; its digest is the blob's name.
  public ByteBuffer encode() {
    int chunkCount = chunkCount();
    int zeroCount = ends.length - chunkCount;
    ByteBuffer out =
        ByteBuffer.allocate(
            HEADER_BYTES
                + chunkCount * CHUNK_PIECE_BYTES
                + zeroCount * ZERO_PIECE_BYTES
                + FOOTER_BYTES);
    out.putLong(MAGIC);
    out.putShort((short) FORMAT_VERSION);
    out.putShort((short) Chunker.ID);
    out.putInt(ends.length);
    out.putLong(lengthBytes());
    for (int i = 0; i < ends.length; i++) {
      long lengthBytes = ends[i] - offset(i);
      if (chunks[i] == ZERO_RUN) {
        out.putInt(0);
        out.putLong(lengthBytes);
      } else {
        out.putInt((int) lengthBytes);
        digest(chunks[i]).writeTo(out);
      }
    }
    out.putInt(crc32c(out.duplicate().flip()));
    return out.flip();
  }

  /// Reads the encoded form: the remaining bytes of the buffer, whose position does not move.
  ///
  /// Throws [BlobException.TooNew] when a newer version wrote it, [BlobException.Corrupt] when it
  /// is damaged or no recipe at all. Memory is bounded by what the buffer holds, whatever the bytes
  /// claim.
  public static Recipe decode(ByteBuffer encoded) throws BlobException {
    ByteBuffer in = encoded.slice(); // big-endian
    if (in.remaining() < HEADER_BYTES + FOOTER_BYTES) {
      throw new BlobException.Corrupt("not a recipe: only " + in.remaining() + " bytes");
    }
    if (in.getLong() != MAGIC) {
      throw new BlobException.Corrupt("not a recipe: it begins with other bytes");
    }
    int version = Short.toUnsignedInt(in.getShort());
    int chunker = Short.toUnsignedInt(in.getShort());
    // Before the checksum, whose place a newer version may have changed.
    if (version > FORMAT_VERSION) {
      throw new BlobException.TooNew(
          "recipe of format " + version + ", this program reads up to " + FORMAT_VERSION);
    }
    int footer = in.limit() - FOOTER_BYTES;
    if (in.getInt(footer) != crc32c(in.slice(0, footer))) {
      throw new BlobException.Corrupt("damaged recipe: its checksum does not match");
    }
    if (chunker > Chunker.ID) {
      throw new BlobException.TooNew(
          "recipe of chunker " + chunker + ", this program knows up to " + Chunker.ID);
    }
    if (version == 0 || chunker == 0) {
      throw new BlobException.Corrupt("damaged recipe: a version of 0");
    }
    int pieceCount = in.getInt();
    long lengthBytes = in.getLong();
    in.limit(footer);
    return decodePieces(in, pieceCount, lengthBytes);
  }

  private static Recipe decodePieces(ByteBuffer in, int pieceCount, long lengthBytes)
      throws BlobException {
    if (pieceCount < 0
        || pieceCount > MAX_PIECES
        || pieceCount > in.remaining() / ZERO_PIECE_BYTES) {
      throw new BlobException.Corrupt(
          "damaged recipe: " + Integer.toUnsignedLong(pieceCount) + " pieces cannot be there");
    }
    Builder builder = new Builder(pieceCount);
    for (int i = 0; i < pieceCount; i++) {
      int chunkLength = in.remaining() < ZERO_PIECE_BYTES ? -1 : in.getInt();
      if (chunkLength == 0) {
        long zeros = in.getLong();
        if (zeros <= 0 || zeros > Long.MAX_VALUE - builder.lengthBytes()) {
          throw new BlobException.Corrupt("damaged recipe: piece " + i + " is " + zeros + " zeros");
        }
        builder.addZeroRun(zeros);
      } else if (chunkLength > 0
          && chunkLength <= Chunker.MAX_BYTES
          && in.remaining() >= Digest.LENGTH_BYTES
          && chunkLength <= Long.MAX_VALUE - builder.lengthBytes()) {
        builder.addChunk(Digest.readFrom(in), chunkLength);
      } else {
        throw new BlobException.Corrupt(
            "damaged recipe: piece " + i + " is a chunk of " + chunkLength + " bytes");
      }
    }
    if (in.hasRemaining() || builder.lengthBytes() != lengthBytes) {
      throw new BlobException.Corrupt("damaged recipe: its pieces do not add up");
    }
    return builder.build();
  }

  private static int crc32c(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /// Collects pieces in order. Not thread-safe.
  static final class Builder {
    private long[] ends;
    private int[] chunks;
    private long[] words;
    private int pieceCount;
    private int chunkCount;
    private long lengthBytes;

    Builder() {
      this(16);
    }

    private Builder(int expectedPieces) {
      ends = new long[expectedPieces];
      chunks = new int[expectedPieces];
      words = new long[expectedPieces * WORDS_PER_DIGEST];
    }

    long lengthBytes() {
      return lengthBytes;
    }

    int pieceCount() {
      return pieceCount;
    }

    void addChunk(Digest digest, int chunkLengthBytes) {
      int at = chunkCount * WORDS_PER_DIGEST;
      if (at == words.length) {
        words = Arrays.copyOf(words, grown(words.length));
      }
      words[at] = digest.w0();
      words[at + 1] = digest.w1();
      words[at + 2] = digest.w2();
      words[at + 3] = digest.w3();
      add(chunkLengthBytes, chunkCount);
      chunkCount++;
    }

    void addZeroRun(long zeroBytes) {
      add(zeroBytes, ZERO_RUN);
    }

    private void add(long pieceBytes, int chunk) {
      InvariantViolated.unless(pieceCount < MAX_PIECES, "a recipe has a limit");
      if (pieceCount == ends.length) {
        ends = Arrays.copyOf(ends, grown(ends.length));
        chunks = Arrays.copyOf(chunks, ends.length);
      }
      lengthBytes = Math.addExact(lengthBytes, pieceBytes);
      ends[pieceCount] = lengthBytes;
      chunks[pieceCount] = chunk;
      pieceCount++;
    }

    private static int grown(int length) {
      return Math.max(16, length + (length >> 1) & -WORDS_PER_DIGEST);
    }

    Recipe build() {
      return new Recipe(
          Arrays.copyOf(ends, pieceCount),
          Arrays.copyOf(chunks, pieceCount),
          Arrays.copyOf(words, chunkCount * WORDS_PER_DIGEST));
    }
  }
}
