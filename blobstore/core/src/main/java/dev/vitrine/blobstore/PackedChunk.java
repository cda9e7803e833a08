package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// A chunk as one LZ4 block behind a header that says how long both are (FORMAT.md):
///
/// ```
///   0   4  magic, "VLZ4"
///   4   1  version, 1
///   5   3  zero
///   8   4  length of the chunk, big-endian
///  12   4  length of the block that follows
/// ```
///
/// What comes out is compared with the chunk's digest, so the header needs no checksum of its own:
/// it only has to be so strict that nothing unbounded is done before.
///
/// **Packing pays** where it saves an eighth. Whether it may is tried on three samples first: most
/// chunks of images are packed files already, and LZ4 finds that out faster on 48 KiB than on all.
final class PackedChunk {
  static final int HEADER_BYTES = 16;

  private static final int MAGIC = 0x56_4C_5A_34; // "VLZ4"
  private static final byte VERSION = 1;
  private static final int SAMPLE_BYTES = 16 << 10;
  private static final int SAMPLES = 3;

  private PackedChunk() {}

  /// Loaded when the first chunk is packed or unpacked: the machine's own code where it can be
  /// loaded.
  private static final class Lz4 {
    static final LZ4Compressor COMPRESSOR;
    static final LZ4SafeDecompressor DECOMPRESSOR;

    static {
      LZ4Factory factory = factory();
      COMPRESSOR = factory.fastCompressor();
      DECOMPRESSOR = factory.safeDecompressor();
    }

    private static LZ4Factory factory() {
      try {
        return LZ4Factory.nativeInstance();
      } catch (LinkageError e) {
        // A temporary folder without execution, or another machine: Java's own, and several times
        // slower.
        return LZ4Factory.safeInstance();
      }
    }
  }

  /// The packed form; empty when it would not save an eighth.
  static Optional<ByteBuffer> pack(byte[] chunk) {
    if (!mayPay(chunk.length, (from, lengthBytes) -> ByteBuffer.wrap(chunk, from, lengthBytes))) {
      return Optional.empty();
    }
    byte[] packed = new byte[HEADER_BYTES + Lz4.COMPRESSOR.maxCompressedLength(chunk.length)];
    int block = Lz4.COMPRESSOR.compress(chunk, 0, chunk.length, packed, HEADER_BYTES);
    if (!pays(HEADER_BYTES + block, chunk.length)) {
      return Optional.empty();
    }
    ByteBuffer form = ByteBuffer.wrap(packed, 0, HEADER_BYTES + block);
    form.slice().putInt(MAGIC).put(VERSION).put(new byte[3]).putInt(chunk.length).putInt(block);
    return Optional.of(form);
  }

  /// Gives a part of a chunk, in an array.
  interface Part<E extends Exception> {
    ByteBuffer read(int offset, int lengthBytes) throws E;
  }

  /// Whether the chunk of that length is worth being packed, by its samples.
  static <E extends Exception> boolean mayPay(int chunkBytes, Part<E> part) throws E {
    if (chunkBytes <= SAMPLES * SAMPLE_BYTES) {
      return true; // the samples would be the chunk
    }
    byte[] packed = new byte[Lz4.COMPRESSOR.maxCompressedLength(SAMPLE_BYTES)];
    int sum = 0;
    for (int i = 0; i < SAMPLES; i++) {
      int from = (int) ((long) (chunkBytes - SAMPLE_BYTES) * i / (SAMPLES - 1));
      ByteBuffer sample = part.read(from, SAMPLE_BYTES);
      sum +=
          Lz4.COMPRESSOR.compress(
              sample.array(), sample.arrayOffset() + sample.position(), SAMPLE_BYTES, packed, 0);
    }
    return pays(sum, SAMPLES * SAMPLE_BYTES);
  }

  private static boolean pays(int packedBytes, int bytes) {
    return packedBytes <= bytes - bytes / 8;
  }

  /// The length of the chunk whose packed form begins like this.
  ///
  /// Throws [BlobException.TooNew] for a version that there is not yet, [BlobException.Corrupt]
  /// when this is no header.
  static int chunkBytes(StoredName name, ByteBuffer header) throws BlobException {
    if (header.remaining() < HEADER_BYTES) {
      throw new BlobException.Corrupt(name + " is shorter than its header");
    }
    ByteBuffer fields = header.slice();
    if (fields.getInt(0) != MAGIC) {
      throw new BlobException.Corrupt(name + " is not a packed chunk");
    }
    if (fields.get(4) != VERSION) {
      throw new BlobException.TooNew(
          name + " is packed in form " + fields.get(4) + ", this program reads " + VERSION);
    }
    int chunkBytes = fields.getInt(8);
    int blockBytes = fields.getInt(12);
    boolean possible =
        chunkBytes > 0
            && chunkBytes <= Chunker.MAX_BYTES
            && blockBytes > 0
            && blockBytes < chunkBytes
            && fields.get(5) == 0
            && fields.get(6) == 0
            && fields.get(7) == 0;
    if (!possible) {
      throw new BlobException.Corrupt(name + " has a header that cannot be");
    }
    return chunkBytes;
  }

  /// The chunk that is kept in a packed form. Throws as [#unpack], and [BlobException.NotFound].
  ///
  /// @param packed name of the form
  static ByteBuffer read(ChunkBackend backend, StoredName packed) throws BlobException {
    long formBytes =
        backend
            .length(packed)
            .orElseThrow(() -> new BlobException.NotFound(packed + " is not there"));
    if (formBytes > HEADER_BYTES + Chunker.MAX_BYTES) {
      throw new BlobException.Corrupt(packed + " has " + formBytes + " bytes");
    }
    try (Content form = backend.open(packed, 0, formBytes)) {
      return unpack(packed, ContentBytes.read(form));
    }
  }

  /// The chunk, whose digest is right. Throws as [#chunkBytes], and [BlobException.Corrupt] when
  /// the block is not what was packed.
  ///
  /// @param name of the packed form
  static ByteBuffer unpack(StoredName name, ByteBuffer form) throws BlobException {
    int chunkBytes = chunkBytes(name, form);
    int blockBytes = form.getInt(form.position() + 12);
    if (form.remaining() != HEADER_BYTES + blockBytes) {
      throw new BlobException.Corrupt(
          "%s has %d bytes instead of %d"
              .formatted(name, form.remaining(), HEADER_BYTES + blockBytes));
    }
    byte[] packed = new byte[blockBytes];
    form.get(form.position() + HEADER_BYTES, packed);
    byte[] chunk = new byte[chunkBytes];
    int unpacked;
    try {
      unpacked = Lz4.DECOMPRESSOR.decompress(packed, 0, blockBytes, chunk, 0, chunkBytes);
    } catch (LZ4Exception e) {
      throw new BlobException.Corrupt(name + " cannot be unpacked");
    }
    ByteBuffer whole = ByteBuffer.wrap(chunk);
    if (unpacked != chunkBytes || !Digest.sha256(List.of(whole)).equals(name.digest())) {
      throw new BlobException.Corrupt(name + " has other bytes than its name says");
    }
    return whole;
  }
}
