package dev.vitrine.images.ingest;

import static dev.vitrine.images.ingest.HeapBlocks.BLOCK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.Slice;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeapBlocksTest {
  private final HeapBlocks blocks = new HeapBlocks(2L * BLOCK_BYTES);

  private static ByteBuffer direct(int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    new Random(lengthBytes).nextBytes(bytes);
    return ByteBuffer.allocateDirect(lengthBytes).put(bytes).flip();
  }

  @Test
  void copiesABlockAtATime() {
    ByteBuffer source = direct(BLOCK_BYTES + BLOCK_BYTES / 2);
    ByteBuffer expected = source.duplicate();
    Slice first = blocks.copy(source);
    Slice second = blocks.copy(source);
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    assertThat(source.hasRemaining()).isFalse();
    assertThat(first.bytes()).isEqualTo(expected.slice(0, BLOCK_BYTES));
    assertThat(second.bytes()).isEqualTo(expected.slice(BLOCK_BYTES, BLOCK_BYTES / 2));
    assertThat(first.bytes().hasArray()).isTrue();
    assertThat(blocks.usedBytes()).isEqualTo(2L * BLOCK_BYTES);
    first.release();
    second.release();
    assertThat(blocks.usedBytes()).isZero();
  }

  @Test
  void wastesNoBlockOnALittle() {
    ByteBuffer little = direct(BLOCK_BYTES / 2 - 1);
    assertThat(blocks.copy(little)).isNull();
    assertThat(little.remaining()).isEqualTo(BLOCK_BYTES / 2 - 1);
  }

  @Test
  void lendsNoMoreThanItMay() {
    ByteBuffer source = direct(4 * BLOCK_BYTES);
    Slice first = blocks.copy(source);
    blocks.copy(source);
    assertThat(blocks.copy(source)).isNull();
    assertThat(source.remaining()).isEqualTo(2 * BLOCK_BYTES);
    assertThat(first).isNotNull();
    first.release();
    assertThat(blocks.copy(source)).isNotNull();
  }

  @Test
  void lendsWhatCameBackLastFirst() {
    ByteBuffer source = direct(4 * BLOCK_BYTES);
    Slice first = blocks.copy(source);
    Slice second = blocks.copy(source);
    assertThat(first).isNotNull();
    assertThat(second).isNotNull();
    byte[] memory = first.bytes().array();
    second.release();
    first.release();
    Slice third = blocks.copy(source);
    assertThat(third).isNotNull();
    assertThat(third.bytes().array()).isSameAs(memory);
  }
}
