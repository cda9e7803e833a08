package dev.vitrine.blobstore.hash;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/// Brings buffers into a hash, as many blocks at a time as lie in a row. The buffers' positions do
/// not move; they stay valid until [#blocks] said 0.
final class BlockFeed {
  private final BlockHasher hasher;
  private final Iterator<ByteBuffer> next;
  private MemorySegment current = MemorySegment.NULL;
  private long at;
  private long end;

  BlockFeed(BlockHasher hasher, List<ByteBuffer> content) {
    this.hasher = hasher;
    this.next = content.iterator();
  }

  /// How many blocks lie in a row; 0 when everything is in the hash. Bytes that share a block with
  /// those of another buffer are brought in by this call.
  int blocks() {
    while (true) {
      if (at == end) {
        if (!next.hasNext()) {
          return 0;
        }
        ByteBuffer bytes = next.next();
        if (!bytes.isDirect()) {
          hasher.update(bytes.duplicate());
          continue;
        }
        current = MemorySegment.ofBuffer(bytes);
        at = current.address();
        end = at + current.byteSize();
      }
      long length = end - at;
      if (hasher.atBlock() && length >= BlockHasher.BLOCK_BYTES) {
        return (int) (length / BlockHasher.BLOCK_BYTES);
      }
      if (length > 0) {
        at += hasher.absorbPart(current, at - current.address());
      }
    }
  }

  /// Brings in what [#blocks] counted.
  void absorb() {
    int blocks = blocks();
    try {
      Libcrypto.updateBlocks(hasher.function(), hasher.context(), at, blocks);
    } finally { // the library got addresses, of which the garbage collector knows nothing
      Reference.reachabilityFence(current);
      Reference.reachabilityFence(hasher);
    }
    absorbed(blocks);
  }

  /// Brings in so many blocks of this and of another one, a SHA-256's, in turns; both have as many.
  void absorbBeside(BlockFeed sha256, int blocks) {
    try {
      Libcrypto.transformBoth(
          hasher.function(), hasher.context(), at, sha256.hasher.context(), sha256.at, blocks);
    } finally {
      Reference.reachabilityFence(current);
      Reference.reachabilityFence(hasher);
      Reference.reachabilityFence(sha256.current);
      Reference.reachabilityFence(sha256.hasher);
    }
    absorbed(blocks);
    sha256.absorbed(blocks);
  }

  private void absorbed(int blocks) {
    long lengthBytes = (long) blocks * BlockHasher.BLOCK_BYTES;
    at += lengthBytes;
    hasher.absorbed(lengthBytes);
  }
}
