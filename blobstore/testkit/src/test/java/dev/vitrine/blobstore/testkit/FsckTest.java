package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Fsck;
import dev.vitrine.blobstore.StoredName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FsckTest {
  private static final byte[] COMMON = SeededData.random(1, 3 << 20);

  private final MemoryBackend backend = new MemoryBackend();
  private final StoreFixture fixture = StoreFixture.over(backend);
  private Digest first;
  private Digest second;

  @BeforeEach
  void twoBlobsThatShareChunks() throws Exception {
    first = fixture.upload(COMMON).recipe();
    byte[] longer = Arrays.copyOf(COMMON, COMMON.length + 2_000_000);
    System.arraycopy(SeededData.random(2, 2_000_000), 0, longer, COMMON.length, 2_000_000);
    second = fixture.upload(longer).recipe();
  }

  @AfterEach
  void close() throws Exception {
    fixture.closeDamaged();
    assertThat(backend.openContents()).isZero();
  }

  private Fsck.Report quick() throws Exception {
    return new Fsck(fixture.store().tiers())
        .quick(Fsck.References.to(fixture.committed()), Fsck.Progress.NONE);
  }

  @Test
  void countsWhatIsThere() throws Exception {
    Fsck.Report report = quick();
    assertThat(report.clean()).isTrue();
    assertThat(report.recipes()).isEqualTo(2);
    assertThat(report.chunkBytes()).isGreaterThanOrEqualTo(COMMON.length + 2_000_000);
    assertThat(report.orphanChunks()).isZero();
    assertThat(fixture.fsck()).isEqualTo(report);
  }

  @Test
  void countsOrphansWithoutCallingThemErrors() throws Exception {
    BlobWriter writer = fixture.store().newWriter();
    fixture.write(writer, SeededData.random(3, 6 << 20), new SplittableRandom(1));
    writer.cancel();
    fixture.expectSlicesReleased();
    Fsck.Report report = quick();
    assertThat(report.clean()).isTrue();
    assertThat(report.orphanChunks()).isPositive();
    assertThat(report.orphanBytes()).isBetween(1L, 6L << 20);
  }

  @Test
  void namesALostChunkAndWhoNeedsIt() throws Exception {
    StoredName lost = fixture.chunk(first, 0);
    backend.delete(lost);
    for (Fsck.Report report : List.of(quick(), fixture.fsck())) {
      assertThat(report.damages())
          .singleElement()
          .satisfies(damage -> {
            assertThat(damage.name()).isEqualTo(lost);
            assertThat(damage.reason()).isEqualTo("is not there");
            assertThat(damage.recipes()).containsExactlyInAnyOrder(first, second);
          });
    }
  }

  @Test
  void namesAChunkOfTheWrongLength() throws Exception {
    StoredName cut = fixture.chunk(first, 0);
    backend.damage(cut, new byte[] {1, 2, 3});
    assertThat(quick().damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.reason()).startsWith("has 3 bytes instead of"));
    assertThat(fixture.fsck().damages()).hasSize(1);
  }

  @Test
  void onlyReadingFindsAFlippedBit() throws Exception {
    StoredName name = fixture.chunk(second, 1);
    byte[] bytes;
    try (var content = backend.open(name, 0, backend.length(name).getAsLong())) {
      bytes = ContentReader.bytes(content);
    }
    bytes[bytes.length / 2] ^= 4;
    backend.damage(name, bytes);
    assertThat(quick().clean()).isTrue();
    assertThat(fixture.fsck().damages())
        .singleElement()
        .satisfies(damage -> {
          assertThat(damage.name()).isEqualTo(name);
          assertThat(damage.recipes()).contains(second);
        });
  }

  @Test
  void namesDamagedAndLostAndForeignRecipes() throws Exception {
    byte[] encoded = fixture.store().recipe(first).encode().array();
    backend.damage(StoredName.recipe(first), Arrays.copyOf(encoded, 40));
    backend.delete(StoredName.recipe(second));
    ByteBuffer foreign =
        ByteBuffer.wrap("not a recipe but rightly named".getBytes(StandardCharsets.US_ASCII));
    StoredName foreignName = StoredName.recipe(Digest.sha256(List.of(foreign)));
    backend.put(foreignName, List.of(foreign));
    Fsck.Report report = quick();
    assertThat(report.damages())
        .extracting(Fsck.Damage::name)
        .containsExactlyInAnyOrder(
            StoredName.recipe(first), StoredName.recipe(second), foreignName);
    assertThat(report.recipes()).isEqualTo(2);
  }

  @Test
  void requiresWhatItIsTold() throws Exception {
    Digest unknown = Digest.sha256(List.of());
    Fsck.Report report =
        new Fsck(fixture.store().tiers())
            .quick(Fsck.References.to(Set.of(unknown)), Fsck.Progress.NONE);
    assertThat(report.damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.recipes()).containsExactly(unknown));
  }

  @Test
  void aRecipeThatNothingRefersToMayNameWhatIsGone() throws Exception {
    backend.delete(fixture.chunk(second, lastChunk(second)));
    Fsck fsck = new Fsck(fixture.store().tiers());
    Fsck.Report report = fsck.quick(Fsck.References.to(Set.of(first)), Fsck.Progress.NONE);
    assertThat(report.clean()).isTrue();
    assertThat(report.orphanRecipes()).isEqualTo(1);
    assertThat(fsck.quick(fsck.everyRecipe(), Fsck.Progress.NONE).damages()).hasSize(1);
  }

  @Test
  void whatIsDeletedDuringTheCheckIsNotMissing() throws Exception {
    StoredName deleted = fixture.chunk(second, lastChunk(second));
    Iterator<Set<Digest>> answers = List.of(Set.of(first, second), Set.of(first)).iterator();
    Fsck.Report report =
        new Fsck(fixture.store().tiers())
            .quick(
                () -> {
                  backend.delete(deleted);
                  return answers.next();
                },
                Fsck.Progress.NONE);
    assertThat(report.clean()).isTrue();
    assertThat(answers.hasNext()).isFalse();
  }

  private int lastChunk(Digest recipe) throws Exception {
    return fixture.store().recipe(recipe).pieceCount() - 1;
  }

  @Test
  void saysHowFarItIs() throws Exception {
    long[] last = new long[3];
    Fsck.Report report =
        new Fsck(fixture.store().tiers())
            .deep(
                Fsck.References.to(Set.of()),
                (done, total, bytes) -> {
                  assertThat(done).isEqualTo(last[0] + 1);
                  assertThat(bytes).isGreaterThanOrEqualTo(last[2]);
                  last[0] = done;
                  last[1] = total;
                  last[2] = bytes;
                });
    assertThat(last[0]).isEqualTo(last[1]).isEqualTo(report.chunks() + report.recipes());
    assertThat(last[2]).isEqualTo(report.chunkBytes());
  }

  @Test
  void stopsWhenInterrupted() {
    Fsck fsck = new Fsck(fixture.store().tiers());
    assertThatThrownBy(() ->
            fsck.deep(
                fsck.everyRecipe(), (done, total, bytes) -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }
}
