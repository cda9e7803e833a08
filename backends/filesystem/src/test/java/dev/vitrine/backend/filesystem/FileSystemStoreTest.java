package dev.vitrine.backend.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Condemnations;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Fsck;
import dev.vitrine.blobstore.Repair;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.ContentReader;
import dev.vitrine.blobstore.testkit.RecordedSuspicions;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.blobstore.testkit.StoreFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Directories as they are found: new, used, locked, foreign, after a crash, damaged.
class FileSystemStoreTest {
  private static final byte[] BYTES = SeededData.random(1, 3 << 20);

  @TempDir Path directory;

  private StoreFixture open() throws BlobException {
    return StoreFixture.over(FileSystemBackend.open(directory));
  }

  /// An upload that is never ended, as a killed process leaves it.
  private void crashDuringAnUpload(StoreFixture fixture) throws Exception {
    BlobWriter writer = fixture.store().newWriter();
    fixture.write(writer, SeededData.random(2, 4 << 20), new SplittableRandom(1));
    writer.cancel();
    fixture.expectSlicesReleased();
  }

  private List<Path> entries(String folder) throws IOException {
    try (var files = Files.list(directory.resolve(folder))) {
      return files.toList();
    }
  }

  /// Makes the file writable, as only an accident does, and gives its bytes to be changed.
  private FileChannel force(StoredName name) throws IOException {
    Path file = directory.resolve(name.path());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  @Test
  void aNewStoreSaysWhatItIs() throws Exception {
    open().close();
    assertThat(directory.resolve("vitrine-store"))
        .content()
        .matches("vitrine-store 1\nchunker 1\ncreated 2[-0-9T:]*Z\n");
    assertThat(entries("."))
        .extracting(path -> path.getFileName().toString())
        .containsExactlyInAnyOrder("vitrine-store", "lock", "tmp", "chunks", "packed", "recipes");
  }

  @Test
  void aChunkFileIsTheChunkAndNothingElse() throws Exception {
    byte[] small = Arrays.copyOf(BYTES, 1000);
    try (StoreFixture fixture = open()) {
      StoredName chunk = fixture.chunk(fixture.upload(small).recipe(), 0);
      assertThat(directory.resolve(chunk.path())).hasBinaryContent(small);
    }
  }

  @Test
  void whatWasCommittedIsThereAfterReopening() throws Exception {
    Digest recipe;
    try (StoreFixture fixture = open()) {
      recipe = fixture.upload(BYTES).recipe();
    }
    try (StoreFixture fixture = open()) {
      assertThat(fixture.download(recipe)).isEqualTo(BYTES);
      assertThat(fixture.upload(BYTES).newBytes()).isZero();
    }
  }

  @Test
  void readsAreFileSlices() throws Exception {
    try (StoreFixture fixture = open()) {
      var reader = fixture.store().openReader(fixture.upload(BYTES).recipe());
      reader.seek(1000, 5000);
      try (Content content = reader.next()) {
        assertThat(content).isInstanceOf(Content.FileSlice.class);
      }
    }
  }

  @Test
  void onlyOneMayWrite() throws Exception {
    try (StoreFixture fixture = open()) {
      assertThatThrownBy(() -> FileSystemBackend.open(directory))
          .isInstanceOf(BlobException.Denied.class)
          .hasMessageContaining("open in another process");
      fixture.upload(BYTES);
    }
    open().close();
  }

  @Test
  void anyNumberMayLook() throws Exception {
    assertThatThrownBy(() -> FileSystemBackend.openReadOnly(directory))
        .isInstanceOf(BlobException.NotFound.class);
    try (StoreFixture fixture = open();
        FileSystemBackend looking = FileSystemBackend.openReadOnly(directory)) {
      Digest recipe = fixture.upload(BYTES).recipe();
      crashDuringAnUpload(fixture);
      Fsck.Report report =
          new Fsck(List.of(new Tier("disk", Tier.Role.DURABLE, looking)))
              .deep(Fsck.References.to(Set.of(recipe)), Fsck.Progress.NONE);
      assertThat(report.clean()).isTrue();
      assertThat(report.strays()).isEmpty();
      assertThat(report.orphanChunks()).isZero();
      StoredName name = StoredName.recipe(recipe);
      assertThatThrownBy(() -> looking.delete(name)).isInstanceOf(BlobException.Denied.class);
      assertThatThrownBy(() -> looking.makeDurable(List.of(name)))
          .isInstanceOf(BlobException.Denied.class);
      assertThatThrownBy(() -> looking.put(name, List.of(ByteBuffer.allocate(1))))
          .isInstanceOf(BlobException.Denied.class);
    }
  }

  @Test
  void aFolderOfSomethingElseIsLeftAlone() throws Exception {
    Files.writeString(directory.resolve("thesis.txt"), "do not touch");
    assertThatThrownBy(() -> FileSystemBackend.open(directory))
        .isInstanceOf(BlobException.Denied.class)
        .hasMessageContaining("thesis.txt");
    assertThat(directory.resolve("vitrine-store")).doesNotExist();
  }

  @Test
  void aStoreThatWasBeingMadeIsMade() throws Exception {
    Files.createFile(directory.resolve("lock"));
    Files.writeString(directory.resolve("vitrine-store.new"), "vitrine-st");
    open().close();
    assertThat(directory.resolve("vitrine-store.new")).doesNotExist();
  }

  @Test
  void foreignAndNewerAndDamagedDescriptorsAreToldApart() throws Exception {
    open().close();
    Path descriptor = directory.resolve("vitrine-store");
    String good = Files.readString(descriptor);
    Files.writeString(descriptor, "something else\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(BlobException.Corrupt.class)
        .hasMessageContaining("not the descriptor");
    Files.writeString(descriptor, "vitrine-store 2\nwhatever\n");
    assertThatThrownBy(this::open).isInstanceOf(BlobException.TooNew.class);
    Files.writeString(descriptor, good.replace("chunker 1", "chunker 2"));
    assertThatThrownBy(this::open).isInstanceOf(BlobException.TooNew.class);
    Files.writeString(descriptor, good.substring(0, 22));
    assertThatThrownBy(this::open)
        .isInstanceOf(BlobException.Corrupt.class)
        .hasMessageContaining("damaged");
    Files.writeString(descriptor, "");
    assertThatThrownBy(this::open).isInstanceOf(BlobException.Corrupt.class);
    Files.writeString(descriptor, good);
    open().close();
  }

  @Test
  void leftoversOfACrashAreRemovedAtTheStart() throws Exception {
    Digest recipe;
    try (StoreFixture fixture = open()) {
      recipe = fixture.upload(BYTES).recipe();
    }
    Files.write(directory.resolve("tmp/17"), new byte[100]);
    Files.write(directory.resolve("tmp/18"), new byte[0]);
    try (StoreFixture fixture = open()) {
      assertThat(entries("tmp")).isEmpty();
      assertThat(fixture.download(recipe)).isEqualTo(BYTES);
    }
  }

  @Test
  void whatWasNotDurableIsGoneAfterTheEnd() throws Exception {
    try (StoreFixture fixture = open()) {
      crashDuringAnUpload(fixture);
      assertThat(entries("tmp")).isNotEmpty();
      assertThat(entries("chunks")).isEmpty();
    }
    assertThat(entries("tmp")).isEmpty();
  }

  @Test
  void aTruncatedRecipeIsNamed() throws Exception {
    StoreFixture fixture = open();
    Digest recipe = fixture.upload(BYTES).recipe();
    try (FileChannel file = force(StoredName.recipe(recipe))) {
      file.truncate(50);
    }
    assertThat(fixture.fsck().damages())
        .singleElement()
        .satisfies(damage -> assertThat(damage.name()).isEqualTo(StoredName.recipe(recipe)));
    fixture.closeDamaged();
  }

  @Test
  void aFlippedBitIsFoundByReading() throws Exception {
    StoreFixture fixture = open();
    Digest recipe = fixture.upload(BYTES).recipe();
    StoredName chunk = fixture.chunk(recipe, 1);
    try (FileChannel file = force(chunk)) {
      file.write(ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4, 5}), 77);
    }
    assertThat(
            new Fsck(fixture.store().tiers())
                .quick(Fsck.References.to(Set.of(recipe)), Fsck.Progress.NONE)
                .clean())
        .isTrue();
    assertThat(fixture.fsck().damages())
        .singleElement()
        .satisfies(damage -> {
          assertThat(damage.name()).isEqualTo(chunk);
          assertThat(damage.recipes()).containsExactly(recipe);
        });
    fixture.closeDamaged();
  }

  @Test
  void aChunkOfTheWrongLengthIsNeverSentAndIsMendedByTheNextUpload() throws Exception {
    try (StoreFixture fixture = open()) {
      Digest recipe = fixture.upload(BYTES).recipe();
      for (int wrong : new int[] {0, 1000, 4 << 20}) {
        try (FileChannel file = force(fixture.chunk(recipe, 0))) {
          file.truncate(wrong);
          if (file.size() < wrong) {
            file.write(ByteBuffer.allocate(1), wrong - 1);
          }
        }
        assertThatThrownBy(() -> fixture.download(recipe))
            .isInstanceOf(BlobException.Corrupt.class);
        assertThat(
                new Fsck(fixture.store().tiers())
                    .quick(Fsck.References.to(Set.of(recipe)), Fsck.Progress.NONE)
                    .damages())
            .hasSize(1);
        assertThat(fixture.upload(BYTES).newBytes()).isPositive();
        assertThat(fixture.download(recipe)).isEqualTo(BYTES);
      }
    }
  }

  @Test
  void aLostChunkIsNamedAndMendedByTheNextUpload() throws Exception {
    try (StoreFixture fixture = open()) {
      Digest recipe = fixture.upload(BYTES).recipe();
      Files.delete(directory.resolve(fixture.chunk(recipe, 0).path()));
      assertThatThrownBy(() -> fixture.download(recipe)).isInstanceOf(BlobException.NotFound.class);
      assertThat(fixture.fsck().damages()).hasSize(1);
      fixture.upload(BYTES);
      assertThat(fixture.download(recipe)).isEqualTo(BYTES);
    }
  }

  @Test
  void straysAreCountedAndLeftAlone() throws Exception {
    StoreFixture fixture = open();
    Digest recipe = fixture.upload(BYTES).recipe();
    String inShard = "recipes/" + recipe.toHex().substring(0, 2);
    Path shard = directory.resolve(inShard);
    Files.writeString(directory.resolve("notes.txt"), "");
    Files.writeString(directory.resolve("chunks/readme"), "");
    Files.writeString(shard.resolve("copy-of-a-recipe"), "");
    Files.writeString(shard.resolve("f".repeat(64)), ""); // the right form, the wrong shard
    Files.writeString(directory.resolve("tmp/mine"), "");
    assertThat(fixture.fsck().strays())
        .containsExactlyInAnyOrder(
            "notes.txt",
            "chunks/readme",
            inShard + "/copy-of-a-recipe",
            inShard + "/" + "f".repeat(64),
            "tmp/mine");
    assertThat(fixture.fsck().clean()).isTrue();
    fixture.closeDamaged();
  }

  @Test
  void hearsOfAFileThatDoesNotGiveItsBytes() throws Exception {
    RecordedSuspicions suspicions = new RecordedSuspicions();
    Digest recipe;
    StoredName chunk;
    try (StoreFixture fixture = open()) {
      recipe = fixture.upload(BYTES).recipe();
      chunk = fixture.chunk(recipe, 0);
    }
    List<Tier> tiers =
        List.of(new Tier("disk", Tier.Role.DURABLE, FileSystemBackend.open(directory)));
    try (BlobStore store =
        BlobStore.open(tiers, Runnable::run, Condemnations.NONE, suspicions, false)) {
      BlobReader reader = store.openReader(recipe);
      reader.seek(100, 1000);
      try (Content content = Objects.requireNonNull(reader.next())) {
        ((Content.FileSlice) content.part(10, 20)).onUnreadable().run();
      }
      reader.release();
      assertThat(suspicions.suspects()).containsExactly(chunk);
    }
  }

  @Test
  void comparesDigestsOnReadWhereThatIsWanted() throws Exception {
    RecordedSuspicions suspicions = new RecordedSuspicions();
    Digest recipe;
    StoredName chunk;
    try (StoreFixture fixture = open()) {
      recipe = fixture.upload(BYTES).recipe();
      chunk = fixture.chunk(recipe, 1);
    }
    try (FileChannel file = force(chunk)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 1000);
    }
    List<Tier> tiers =
        List.of(new Tier("disk", Tier.Role.DURABLE, FileSystemBackend.open(directory)));
    try (BlobStore store =
        BlobStore.open(tiers, Runnable::run, Condemnations.NONE, suspicions, true)) {
      BlobReader reader = store.openReader(recipe);
      try (Content first = Objects.requireNonNull(reader.next())) {
        assertThat(first).isInstanceOf(Content.Buffer.class);
      }
      assertThatThrownBy(reader::next).isInstanceOf(BlobException.Corrupt.class);
      assertThat(suspicions.suspects()).containsExactly(chunk);

      Repair repair = new Repair(tiers);
      assertThat(repair.mend(chunk).state()).isEqualTo(Repair.State.LOST);
      assertThat(directory.resolve("quarantine").resolve(chunk.path())).exists();
      assertThat(directory.resolve(chunk.path())).doesNotExist();
      BlobWriter writer = store.newWriter();
      writer.write(Slice.unowned(ByteBuffer.wrap(BYTES)));
      assertThat(writer.commit().recipe()).isEqualTo(recipe);
      assertThat(ContentReader.rest(reader)).isNotEmpty();
      reader.release();
      assertThat(new Fsck(tiers).deep(Fsck.References.to(Set.of(recipe)), Fsck.Progress.NONE))
          .satisfies(report -> {
            assertThat(report.clean()).isTrue();
            assertThat(report.strays()).isEmpty();
          });
    }
  }
}
