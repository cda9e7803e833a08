package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Chunker;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.StoreStatistics;
import dev.vitrine.blobstore.Tier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a [dev.vitrine.blobstore.BlobStore] does over any backend. After every test a deep fsck is
/// clean, every blob that was committed is there, and every slice has been given back.
public abstract class BlobStoreContract {
  private StoreFixture fixture;

  /// The tiers of an empty store; the suite closes them.
  protected abstract List<Tier> openTiers() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    fixture = new StoreFixture(openTiers());
  }

  @AfterEach
  void fsckIsCleanAndEverySliceIsReleased() throws Exception {
    fixture.close();
  }

  @Test
  void keepsAnEmptyBlob() throws Exception {
    BlobWriter.Receipt receipt = fixture.upload(new byte[0]);
    assertThat(receipt.lengthBytes()).isZero();
    assertThat(fixture.store().openReader(receipt.recipe()).lengthBytes()).isZero();
    assertThat(fixture.store().openReader(receipt.recipe()).next()).isNull();
  }

  @Test
  void givesBackWhatWasWritten() throws Exception {
    long seed = Seeds.next("givesBackWhatWasWritten");
    for (int lengthBytes : new int[] {1, 63, 64, 4096, Chunker.MIN_BYTES, 3_000_000}) {
      byte[] bytes = SeededData.diskLike(seed + lengthBytes, lengthBytes);
      BlobWriter.Receipt receipt = fixture.upload(bytes);
      assertThat(receipt.lengthBytes()).isEqualTo(lengthBytes);
      assertThat(receipt.newBytes() + receipt.knownBytes() + receipt.zeroBytes())
          .isEqualTo(lengthBytes);
      assertThat(fixture.download(receipt.recipe())).isEqualTo(bytes);
    }
  }

  @Test
  void givesBackAnyRange() throws Exception {
    SplittableRandom random = new SplittableRandom(Seeds.next("givesBackAnyRange"));
    byte[] bytes = SeededData.diskLike(random.nextLong(), 4_000_000);
    BlobReader reader = fixture.store().openReader(fixture.upload(bytes).recipe());
    for (int round = 0; round < 200; round++) {
      int offset = random.nextInt(bytes.length + 1);
      int length = random.nextInt(1 + Math.min(bytes.length - offset, 1 << random.nextInt(23)));
      reader.seek(offset, length);
      assertThat(ContentReader.rest(reader))
          .isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
    }
    assertThatThrownBy(() -> reader.seek(1, bytes.length)).isInstanceOf(InvariantViolated.class);
    assertThatThrownBy(() -> reader.seek(-1, 1)).isInstanceOf(InvariantViolated.class);
    assertThatThrownBy(() -> reader.seek(Long.MAX_VALUE, 1)).isInstanceOf(InvariantViolated.class);
  }

  @Test
  void storesNoZeros() throws Exception {
    byte[] bytes = new byte[5_000_000];
    byte[] data = SeededData.random(1, 1000);
    System.arraycopy(data, 0, bytes, 2_000_000, data.length);
    BlobWriter.Receipt receipt = fixture.upload(bytes);
    assertThat(receipt.newBytes()).isEqualTo(1000);
    assertThat(receipt.zeroBytes()).isEqualTo(4_999_000);
    assertThat(fixture.download(receipt.recipe())).isEqualTo(bytes);
    StoreStatistics statistics = StoreStatistics.of(fixture.store(), List.of(receipt.recipe()));
    assertThat(statistics.chunks()).isEqualTo(1);
    assertThat(statistics.uniqueBytes()).isEqualTo(1000);
    assertThat(statistics.recipes()).isEqualTo(1);
    assertThat(statistics.logicalBytes()).isEqualTo(5_000_000);
    assertThat(statistics.storedBytes()).isBetween(1001L, 1200L);
  }

  @Test
  void equalContentHasOneNameAndIsStoredOnce() throws Exception {
    byte[] bytes = SeededData.diskLike(3, 3_000_000);
    BlobWriter.Receipt first = fixture.upload(bytes);
    BlobWriter.Receipt second = fixture.upload(bytes);
    assertThat(second.recipe()).isEqualTo(first.recipe());
    assertThat(second.newBytes()).isZero();
    assertThat(second.knownBytes()).isEqualTo(first.newBytes() + first.knownBytes());
  }

  @Test
  void nearlyEqualContentAddsOnlyWhatIsNew() throws Exception {
    byte[] bytes = SeededData.random(4, 16 << 20);
    fixture.upload(bytes);
    byte[] inserted = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, inserted, 0, 5_000_000);
    System.arraycopy(bytes, 5_000_000, inserted, 5_000_007, bytes.length - 5_000_000);
    BlobWriter.Receipt receipt = fixture.upload(inserted);
    assertThat(receipt.newBytes()).isLessThanOrEqualTo(2L * Chunker.MAX_BYTES);
    assertThat(fixture.download(receipt.recipe())).isEqualTo(inserted);
  }

  @Test
  void writersOfTheSameContentStoreItOnce() throws Exception {
    byte[] bytes = SeededData.random(5, 6_000_000);
    List<Future<BlobWriter.Receipt>> uploads = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        uploads.add(
            threads.submit(() -> {
              BlobWriter writer = fixture.store().newWriter();
              fixture.write(writer, bytes, new SplittableRandom(9));
              return fixture.commit(writer);
            }));
      }
    }
    long newBytes = 0;
    for (Future<BlobWriter.Receipt> upload : uploads) {
      newBytes += upload.get().newBytes();
    }
    assertThat(newBytes).isEqualTo(bytes.length);
    assertThat(fixture.committed()).hasSize(1);
    assertThat(fixture.download(fixture.committed().iterator().next())).isEqualTo(bytes);
  }

  @Test
  void cancelledUploadsLeaveNothingThatMatters() throws Exception {
    SplittableRandom random =
        new SplittableRandom(Seeds.next("cancelledUploadsLeaveNothingThatMatters"));
    byte[] bytes = SeededData.diskLike(random.nextLong(), 6_000_000);
    for (int round = 0; round < 20; round++) {
      BlobWriter writer = fixture.store().newWriter();
      fixture.write(writer, Arrays.copyOf(bytes, random.nextInt(bytes.length)), random);
      writer.cancel();
      writer.cancel();
      assertThatThrownBy(writer::commit).isInstanceOf(InvariantViolated.class);
    }
    assertThat(fixture.download(fixture.upload(bytes).recipe())).isEqualTo(bytes);
  }

  @Test
  void aWriterIsUsedOnce() throws Exception {
    BlobWriter writer = fixture.store().newWriter();
    writer.write(fixture.slice(new byte[] {1, 2, 3}));
    fixture.commit(writer);
    Slice late = fixture.slice(new byte[] {1});
    assertThatThrownBy(() -> writer.write(late)).isInstanceOf(InvariantViolated.class);
    assertThatThrownBy(writer::commit).isInstanceOf(InvariantViolated.class);
    writer.cancel();
  }

  @Test
  void acceptsEmptyAndReadOnlyAndHeapSlices() throws Exception {
    BlobWriter writer = fixture.store().newWriter();
    writer.write(Slice.unowned(ByteBuffer.allocate(0)));
    writer.write(Slice.unowned(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2)));
    writer.write(Slice.unowned(ByteBuffer.wrap(new byte[] {4}).asReadOnlyBuffer()));
    BlobWriter.Receipt receipt = fixture.commit(writer);
    assertThat(fixture.download(receipt.recipe())).containsExactly(2, 3, 4);
  }

  @Test
  void saysThatABlobIsNotThere() {
    Digest unknown = Digest.sha256(List.of(ByteBuffer.wrap(new byte[] {9})));
    assertThatThrownBy(() -> fixture.store().openReader(unknown))
        .isInstanceOf(BlobException.NotFound.class);
    assertThatThrownBy(() -> fixture.store().recipe(unknown))
        .isInstanceOf(BlobException.NotFound.class);
  }

  @Test
  void randomUploadsAndReadsAgreeWithAModel() throws Exception {
    long seed = Seeds.next("randomUploadsAndReadsAgreeWithAModel");
    Map<Digest, byte[]> model = new HashMap<>();
    List<Future<?>> users = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int user = 0; user < 4; user++) {
        SplittableRandom random = new SplittableRandom(seed + user);
        users.add(threads.submit(() -> useAtRandom(random, model)));
      }
    }
    for (Future<?> user : users) {
      user.get();
    }
    assertThat(fixture.committed()).isEqualTo(model.keySet());
    for (Map.Entry<Digest, byte[]> blob : model.entrySet()) {
      assertThat(fixture.download(blob.getKey())).isEqualTo(blob.getValue());
    }
  }

  private Object useAtRandom(SplittableRandom random, Map<Digest, byte[]> model) throws Exception {
    for (int round = 0; round < 12; round++) {
      // Few seeds: users meet at the same content.
      byte[] bytes = SeededData.diskLike(random.nextInt(4), 1 + random.nextInt(3_000_000));
      BlobWriter writer = fixture.store().newWriter();
      fixture.write(writer, bytes, random);
      if (random.nextInt(4) == 0) {
        writer.cancel();
      } else {
        Digest recipe = fixture.commit(writer).recipe();
        synchronized (model) {
          model.put(recipe, bytes);
        }
        BlobReader reader = fixture.store().openReader(recipe);
        int offset = random.nextInt(bytes.length);
        reader.seek(offset, bytes.length - offset);
        assertThat(ContentReader.rest(reader))
            .isEqualTo(Arrays.copyOfRange(bytes, offset, bytes.length));
      }
    }
    return this;
  }
}
