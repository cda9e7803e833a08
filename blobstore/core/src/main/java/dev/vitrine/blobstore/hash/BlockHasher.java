package dev.vitrine.blobstore.hash;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A hash that can be computed one block at a time: MD5 (RFC 1321) or SHA-256 (FIPS 180-4), by
/// libcrypto's functions for a block. What they do not do, which is to collect the bytes of a block
/// and to put the length behind the last, is done here.
///
/// The native memory goes back when this object is garbage.
final class BlockHasher implements Hasher {
  static final int BLOCK_BYTES = 64;

  /// More than an MD5_CTX (92) and a SHA256_CTX (112) take; both begin with the words of the hash.
  private static final int CONTEXT_BYTES = 128;

  /// Of an array, copied at once: stays in the first-level cache.
  private static final int ARRAY_STEP_BYTES = 8 << 10;

  private static final int LENGTH_FIELD_BYTES = Long.BYTES;

  /// The functions that can be computed so.
  enum Function {
    MD5("MD5", ByteOrder.LITTLE_ENDIAN, "0123456789abcdeffedcba9876543210"),
    SHA_256(
        "SHA-256",
        ByteOrder.BIG_ENDIAN,
        "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19");

    private final String algorithm;
    private final ByteOrder order;
    private final String initialHex;

    /// @param order of the bytes in a word
    /// @param initialHex the hash of nothing, before any padding
    Function(String algorithm, ByteOrder order, String initialHex) {
      this.algorithm = algorithm;
      this.order = order;
      this.initialHex = initialHex;
    }

    private int lengthBytes() {
      return initialHex.length() / 2;
    }

    private ByteBuffer initial() {
      return ByteBuffer.wrap(HexFormat.of().parseHex(initialHex)).order(order);
    }

    /// The name in the Java Security Standard Algorithm Names.
    String algorithm() {
      return algorithm;
    }
  }

  /// Whether this machine's libcrypto has the functions, and they answer a test as the platform's.
  static final boolean IS_THERE =
      Libcrypto.HAS_BLOCKS && Stream.of(Function.values()).allMatch(BlockHasher::isSound);

  private final Function function;

  /// The library's context, and behind it the block in the making.
  private final MemorySegment memory;

  private final MemorySegment block;
  private int blockBytes;
  private long lengthBytes;
  private boolean finished;

  BlockHasher(Function function) {
    this.function = function;
    this.memory = Arena.ofAuto().allocate(CONTEXT_BYTES + BLOCK_BYTES, BLOCK_BYTES);
    this.block = memory.asSlice(CONTEXT_BYTES);
    ByteBuffer initial = function.initial();
    for (int i = 0; initial.hasRemaining(); i++) {
      memory.setAtIndex(JAVA_INT, i, initial.getInt());
    }
  }

  /// Null when the machine's libcrypto cannot compute that function so.
  static @Nullable BlockHasher orNull(String algorithm) {
    return Stream.of(Function.values())
        .filter(function -> IS_THERE && function.algorithm().equals(algorithm))
        .findFirst()
        .map(BlockHasher::new)
        .orElse(null);
  }

  private static boolean isSound(Function function) {
    return KnownAnswers.agree(new BlockHasher(function), PlatformHasher.of(function.algorithm()));
  }

  Function function() {
    return function;
  }

  /// Whether no part of a block waits for the rest.
  boolean atBlock() {
    return blockBytes == 0;
  }

  /// Where the library keeps the hash; valid while this object is reachable.
  long context() {
    return memory.address();
  }

  /// The caller brought whole blocks into the context.
  void absorbed(long bytes) {
    lengthBytes += bytes;
  }

  /// Takes bytes from the offset into the block in the making, as many as it has room for. Returns
  /// how many there were.
  int absorbPart(MemorySegment bytes, long offset) {
    int count = (int) Math.min(BLOCK_BYTES - blockBytes, bytes.byteSize() - offset);
    MemorySegment.copy(bytes, offset, block, blockBytes, count);
    blockBytes += count;
    lengthBytes += count;
    if (blockBytes == BLOCK_BYTES) {
      endBlock();
    }
    return count;
  }

  private void endBlock() {
    Libcrypto.updateBlocks(function, context(), block.address(), 1);
    blockBytes = 0;
  }

  @Override
  public void update(ByteBuffer bytes) {
    requireUnfinished();
    if (bytes.isDirect()) {
      bring(bytes);
    } else {
      copy(bytes.duplicate());
    }
    bytes.position(bytes.limit());
  }

  private void copy(ByteBuffer array) {
    ByteBuffer step =
        ByteBuffer.allocateDirect(Math.min(ARRAY_STEP_BYTES, Math.max(1, array.remaining())));
    while (array.hasRemaining()) {
      int length = Math.min(step.capacity(), array.remaining());
      step.clear().put(0, array, array.position(), length).limit(length);
      bring(step);
      array.position(array.position() + length);
    }
  }

  private void bring(ByteBuffer direct) {
    BlockFeed feed = new BlockFeed(this, List.of(direct));
    while (feed.blocks() > 0) {
      feed.absorb();
    }
  }

  @Override
  public byte[] finish() {
    requireUnfinished();
    finished = true;
    long lengthBits = lengthBytes * Byte.SIZE;
    block.set(JAVA_BYTE, blockBytes++, (byte) 0x80);
    if (blockBytes > BLOCK_BYTES - LENGTH_FIELD_BYTES) {
      block.asSlice(blockBytes).fill((byte) 0);
      endBlock();
    }
    block.asSlice(blockBytes).fill((byte) 0);
    block
        .asByteBuffer()
        .order(function.order)
        .putLong(BLOCK_BYTES - LENGTH_FIELD_BYTES, lengthBits);
    endBlock();
    byte[] hash = new byte[function.lengthBytes()];
    ByteBuffer words = ByteBuffer.wrap(hash).order(function.order);
    for (int i = 0; words.hasRemaining(); i++) {
      words.putInt(memory.getAtIndex(JAVA_INT, i));
    }
    return hash;
  }

  private void requireUnfinished() {
    if (finished) {
      throw new IllegalStateException("a hash that was finished is used again");
    }
  }
}
