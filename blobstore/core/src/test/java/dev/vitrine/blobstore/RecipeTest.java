package dev.vitrine.blobstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class RecipeTest {
  private static final Digest ONE =
      Digest.fromHex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  private static final Digest TWO =
      Digest.fromHex("4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a");

  private static Recipe sample() {
    Recipe.Builder builder = new Recipe.Builder();
    builder.addChunk(ONE, 1);
    builder.addZeroRun(1L << 40);
    builder.addChunk(TWO, 65_536);
    return builder.build();
  }

  @Test
  void findsThePieceOfEveryOffset() {
    Recipe recipe = sample();
    assertThat(recipe.lengthBytes()).isEqualTo(1 + (1L << 40) + 65_536);
    assertThat(recipe.indexAt(0)).isZero();
    assertThat(recipe.indexAt(1)).isEqualTo(1);
    assertThat(recipe.indexAt(1L << 40)).isEqualTo(1);
    assertThat(recipe.indexAt((1L << 40) + 1)).isEqualTo(2);
    assertThat(recipe.indexAt(recipe.lengthBytes() - 1)).isEqualTo(2);
    assertThat(recipe.offset(2)).isEqualTo((1L << 40) + 1);
    assertThat(recipe.piece(0)).isEqualTo(new Piece.ChunkRef(ONE, 1));
    assertThat(recipe.piece(1)).isEqualTo(new Piece.ZeroRun(1L << 40));
    assertThat(recipe.piece(2)).isEqualTo(new Piece.ChunkRef(TWO, 65_536));
    assertThatThrownBy(() -> recipe.indexAt(recipe.lengthBytes()))
        .isInstanceOf(InvariantViolated.class);
    assertThatThrownBy(() -> recipe.indexAt(-1)).isInstanceOf(InvariantViolated.class);
  }

  @Test
  void isReadAsItWasWritten() throws Exception {
    ByteBuffer encoded = sample().encode();
    Recipe read = Recipe.decode(encoded);
    assertThat(encoded.position()).isZero();
    assertThat(read.encode()).isEqualTo(encoded);
    assertThat(read.pieceCount()).isEqualTo(3);
    assertThat(read.chunkCount()).isEqualTo(2);
  }

  @Test
  void growsToManyPieces() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    Recipe.Builder builder = new Recipe.Builder();
    for (int i = 0; i < 10_000; i++) {
      if (random.nextInt(3) == 0) {
        builder.addZeroRun(Chunker.ZERO_RUN_MIN_BYTES + i);
      } else {
        builder.addChunk(new Digest(i, random.nextLong(), 0, -i), 1 + i);
      }
    }
    Recipe recipe = Recipe.decode(builder.build().encode());
    for (int i = 0; i < recipe.pieceCount(); i++) {
      assertThat(recipe.indexAt(recipe.offset(i))).isEqualTo(i);
    }
    assertThat(recipe.piece(9_999).lengthBytes()).isIn(10_000L, Chunker.ZERO_RUN_MIN_BYTES + 9999L);
  }

  @Test
  void keepsThePublishedVectors() {
    assertThat(HexFormat.of().formatHex(sample().encode().array()))
        .isEqualTo(
            "5674725263700d0a00010001000000030000010000010001"
                + "000000016e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
                + "000000000000010000000000"
                + "000100004bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
                + "e79fd058");
    assertThat(new Recipe.Builder().build().encode().remaining()).isEqualTo(28);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] encoded = sample().encode().array();
    for (int bit = 0; bit < encoded.length * 8; bit++) {
      byte[] flipped = encoded.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> Recipe.decode(ByteBuffer.wrap(flipped)))
          .as("bit %d", bit)
          .isInstanceOfAny(BlobException.Corrupt.class, BlobException.TooNew.class);
    }
  }

  @Test
  void everyCutIsNoticed() {
    byte[] encoded = sample().encode().array();
    for (int length = 0; length < encoded.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(encoded, 0, length);
      assertThatThrownBy(() -> Recipe.decode(cut)).isInstanceOf(BlobException.Corrupt.class);
    }
  }

  @Test
  void tellsForeignFromNewFromDamaged() {
    ByteBuffer foreign = ByteBuffer.wrap(new byte[100]);
    assertThatThrownBy(() -> Recipe.decode(foreign))
        .isInstanceOf(BlobException.Corrupt.class)
        .hasMessageContaining("not a recipe");

    ByteBuffer newer = sample().encode().putShort(8, (short) 2);
    assertThatThrownBy(() -> Recipe.decode(newer))
        .isInstanceOf(BlobException.TooNew.class)
        .hasMessageContaining("format 2");

    ByteBuffer otherChunker = sealed(sample().encode().putShort(10, (short) 7));
    assertThatThrownBy(() -> Recipe.decode(otherChunker))
        .isInstanceOf(BlobException.TooNew.class)
        .hasMessageContaining("chunker 7");

    ByteBuffer damaged = sample().encode().put(30, (byte) 99);
    assertThatThrownBy(() -> Recipe.decode(damaged))
        .isInstanceOf(BlobException.Corrupt.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void doesNotBelieveLyingCounts() {
    for (int count : new int[] {-1, Integer.MAX_VALUE, Recipe.MAX_PIECES, 4, 2, 0}) {
      ByteBuffer lying = sealed(sample().encode().putInt(12, count));
      assertThatThrownBy(() -> Recipe.decode(lying)).isInstanceOf(BlobException.Corrupt.class);
    }
    ByteBuffer longer = sealed(sample().encode().putLong(16, 5));
    assertThatThrownBy(() -> Recipe.decode(longer)).hasMessageContaining("add up");
    ByteBuffer hugeChunk = sealed(sample().encode().putInt(24, Chunker.MAX_BYTES + 1));
    assertThatThrownBy(() -> Recipe.decode(hugeChunk)).hasMessageContaining("piece 0");
    ByteBuffer negativeZeros = sealed(sample().encode().putLong(64, -1));
    assertThatThrownBy(() -> Recipe.decode(negativeZeros)).hasMessageContaining("piece 1");
    ByteBuffer overflow = sealed(sample().encode().putLong(64, Long.MAX_VALUE));
    assertThatThrownBy(() -> Recipe.decode(overflow)).hasMessageContaining("piece 1");
  }

  /// Gives a changed recipe the checksum that belongs to it.
  private static ByteBuffer sealed(ByteBuffer recipe) {
    CRC32C crc = new CRC32C();
    crc.update(recipe.slice(0, recipe.limit() - 4));
    return recipe.putInt(recipe.limit() - 4, (int) crc.getValue());
  }
}
