package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Chunker;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.FormChange;
import dev.vitrine.blobstore.PackingBackend;
import dev.vitrine.blobstore.PackingRule;
import dev.vitrine.blobstore.StoreStatistics;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What packs, what does not, and that nobody can tell.
class PackingBackendTest {
  @Nested
  class AtOnce extends ChunkBackendContract {
    @Override
    protected ChunkBackend open() {
      return new PackingBackend(new MemoryBackend(), PackingRule.AT_ONCE);
    }
  }

  @Nested
  class Later extends ChunkBackendContract {
    @Override
    protected ChunkBackend open() {
      return new PackingBackend(new MemoryBackend(), PackingRule.NEVER);
    }
  }

  @Nested
  class Stores extends BlobStoreContract {
    @Override
    protected List<Tier> openTiers() {
      return List.of(
          new Tier(
              "packed",
              Tier.Role.DURABLE,
              new PackingBackend(new MemoryBackend(), PackingRule.AT_ONCE)));
    }
  }

  private static final int LENGTH = 1 << 20;

  private final MemoryBackend memory = new MemoryBackend();
  private final PackingBackend packing = new PackingBackend(memory, PackingRule.AT_ONCE);
  private final PackingBackend later = new PackingBackend(memory, PackingRule.NEVER);

  /// Half of it repeats.
  private static byte[] compressible(long seed, int lengthBytes) {
    byte[] bytes = SeededData.random(seed, lengthBytes);
    for (int at = 0; at + 128 <= lengthBytes; at += 128) {
      Arrays.fill(bytes, at, at + 64, (byte) 7);
    }
    return bytes;
  }

  private static StoredName name(byte[] bytes) {
    return StoredName.chunk(Digest.sha256(List.of(ByteBuffer.wrap(bytes))));
  }

  private static StoredName put(ChunkBackend backend, byte[] bytes) throws BlobException {
    backend.put(name(bytes), List.of(ByteBuffer.wrap(bytes)));
    return name(bytes);
  }

  private static StoredName packed(StoredName chunk) {
    return new StoredName(StoredName.Kind.PACKED, chunk.digest());
  }

  private static byte[] read(ChunkBackend backend, StoredName name, long offset, long lengthBytes)
      throws Exception {
    try (Content content = backend.open(name, offset, lengthBytes)) {
      return ContentReader.bytes(content);
    }
  }

  private static long listedBytes(ChunkBackend backend, StoredName name) throws BlobException {
    try (Stream<ChunkBackend.Listed> shard =
        backend.list(StoredName.Kind.CHUNK, name.digest().firstByte())) {
      return shard.mapToLong(ChunkBackend.Listed::lengthBytes).sum();
    }
  }

  @Test
  void whatPacksTakesLessAndReadsTheSame() throws Exception {
    byte[] bytes = compressible(1, LENGTH);
    StoredName chunk = put(packing, bytes);
    packing.makeDurable(List.of(chunk));
    assertThat(memory.length(chunk)).isEmpty();
    assertThat(packing.length(chunk)).hasValue(LENGTH);
    assertThat(listedBytes(packing, chunk)).isLessThan(LENGTH * 5 / 8).isPositive();
    assertThat(read(packing, chunk, 0, LENGTH)).isEqualTo(bytes);
    assertThat(read(packing, chunk, 1000, 99)).isEqualTo(Arrays.copyOfRange(bytes, 1000, 1099));
    assertThat(read(later, chunk, 0, LENGTH)).isEqualTo(bytes);
  }

  @Test
  void whatWouldSaveLessThanAnEighthStaysAsItIs() throws Exception {
    byte[] bytes = SeededData.random(2, LENGTH);
    Arrays.fill(bytes, LENGTH / 2, LENGTH / 2 + LENGTH / 10, (byte) 7);
    StoredName chunk = put(packing, bytes);
    assertThat(memory.length(chunk)).hasValue(LENGTH);
    assertThat(memory.length(packed(chunk))).isEmpty();
  }

  @Test
  void everyLengthThatAChunkMayHave() throws Exception {
    SplittableRandom random = new SplittableRandom(Seeds.next("everyLengthThatAChunkMayHave"));
    for (int round = 0; round < 40; round++) {
      int length = round == 0 ? Chunker.MAX_BYTES : 1 + random.nextInt(Chunker.MAX_BYTES);
      byte[] bytes = compressible(random.nextLong(), length);
      StoredName chunk = put(packing, bytes);
      assertThat(packing.length(chunk)).hasValue(length);
      assertThat(read(packing, chunk, 0, length)).isEqualTo(bytes);
    }
  }

  @Test
  void isPackedAndUnpackedLater() throws Exception {
    byte[] bytes = compressible(3, LENGTH);
    StoredName chunk = put(later, bytes);
    later.makeDurable(List.of(chunk));
    assertThat(later.pack(List.of(chunk)).savedBytes()).isGreaterThan(LENGTH / 4);
    assertThat(memory.length(chunk)).isEmpty();
    memory.losePower();
    assertThat(read(later, chunk, 0, LENGTH)).isEqualTo(bytes);
    later.makeDurable(List.of(chunk)); // as a writer does that found it before it was packed
    later.unpack(List.of(chunk));
    assertThat(memory.length(packed(chunk))).isEmpty();
    memory.losePower();
    assertThat(read(later, chunk, 0, LENGTH)).isEqualTo(bytes);
    byte[] noise = SeededData.random(4, LENGTH);
    FormChange.Outcome nothing = later.pack(List.of(put(later, noise)));
    assertThat(nothing.chunks()).isZero();
    assertThat(nothing.readBytes()).isLessThan(LENGTH / 10); // three samples
  }

  @Test
  void aDamagedFormThatWasLeftIsNotTakenForTheOther() throws Exception {
    byte[] bytes = compressible(12, LENGTH);
    StoredName chunk = put(later, bytes);
    later.pack(List.of(chunk));
    byte[] wrong = read(memory, packed(chunk), 0, memory.length(packed(chunk)).getAsLong());
    wrong[wrong.length / 2] ^= 1;
    memory.damage(packed(chunk), wrong);
    memory.put(chunk, List.of(ByteBuffer.wrap(bytes))); // mended, in the other form
    later.pack(List.of(chunk));
    assertThat(memory.length(chunk)).isEmpty();
    assertThat(read(later, chunk, 0, LENGTH)).isEqualTo(bytes);
    memory.damage(chunk, compressible(13, LENGTH));
    later.unpack(List.of(chunk));
    assertThat(memory.length(packed(chunk))).isEmpty();
    assertThat(read(later, chunk, 0, LENGTH)).isEqualTo(bytes);
  }

  @Test
  void aDamagedChunkIsNotPacked() throws Exception {
    StoredName chunk = put(later, compressible(5, LENGTH));
    memory.damage(chunk, compressible(6, LENGTH));
    assertThat(later.pack(List.of(chunk)).damaged()).containsExactly(chunk);
    assertThat(memory.length(chunk)).hasValue(LENGTH);
  }

  @Test
  void aPackingThatFailsLosesNothing() throws Exception {
    byte[] bytes = compressible(7, LENGTH);
    StoredName chunk = put(later, bytes);
    later.makeDurable(List.of(chunk));
    memory.failWith((call, _) ->
        call == MemoryBackend.Call.MAKE_DURABLE
            ? new BlobException.Full("injected", new IOException())
            : null);
    assertThatThrownBy(() -> later.pack(List.of(chunk))).isInstanceOf(BlobException.Full.class);
    memory.heal();
    assertThat(read(later, chunk, 0, LENGTH)).isEqualTo(bytes);
  }

  @Test
  void noByteOfThePackedFormCanBeWrong() throws Exception {
    long seed = Seeds.next("noByteOfThePackedFormCanBeWrong");
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = compressible(seed, 200_000);
    StoredName chunk = put(packing, bytes);
    byte[] form = read(memory, packed(chunk), 0, memory.length(packed(chunk)).getAsLong());
    for (int round = 0; round < 300; round++) {
      byte[] wrong = form.clone();
      int at = round < 16 ? round : random.nextInt(wrong.length);
      wrong[at] ^= (byte) (1 << random.nextInt(8));
      memory.damage(packed(chunk), wrong);
      try {
        assertThat(read(packing, chunk, 0, bytes.length)).isEqualTo(bytes); // LZ4 has spare bits
      } catch (BlobException.Corrupt | BlobException.TooNew e) {
        assertThat(e).hasMessageContaining("packed/");
      }
    }
    memory.damage(packed(chunk), Arrays.copyOf(form, form.length - 1));
    assertThatThrownBy(() -> read(packing, chunk, 0, 1)).isInstanceOf(BlobException.Corrupt.class);
    memory.damage(packed(chunk), Arrays.copyOf(form, 7));
    assertThatThrownBy(() -> read(packing, chunk, 0, 1)).isInstanceOf(BlobException.Corrupt.class);
    put(packing, bytes); // whoever brings the bytes mends it
    assertThat(read(packing, chunk, 0, bytes.length)).isEqualTo(bytes);
  }

  @Test
  void aStoreOfPackedChunksIsCleanAndSaysWhatItSaves() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(packing)) {
      byte[] bytes = compressible(8, 8 << 20);
      BlobWriter.Receipt receipt = fixture.upload(bytes);
      fixture.upload(bytes);
      assertThat(fixture.download(receipt.recipe())).isEqualTo(bytes);
      StoreStatistics statistics =
          StoreStatistics.of(fixture.store(), List.of(receipt.recipe(), receipt.recipe()));
      assertThat(statistics.logicalBytes()).isEqualTo(16 << 20);
      assertThat(statistics.uniqueBytes()).isEqualTo(8 << 20);
      assertThat(statistics.storedBytes()).isLessThan(5 << 20);
      assertThat(fixture.fsck().clean()).isTrue();
    }
  }

  @Test
  void damageOfAPackedChunkIsFound() throws Exception {
    StoreFixture fixture = StoreFixture.over(packing);
    BlobWriter.Receipt receipt = fixture.upload(compressible(9, 4 << 20));
    StoredName chunk = fixture.chunk(receipt.recipe(), 1);
    memory.damage(packed(chunk), new byte[100]);
    assertThat(fixture.fsck().damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.name()).isEqualTo(chunk));
    fixture.closeDamaged();
  }
}
