package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Chunker;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Fsck;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.StoreStatistics;
import dev.vitrine.blobstore.Tier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a [BlobStore] does over any backend. After every test a deep fsck is clean, every blob that
/// was committed is there, and every slice has been given back.
public abstract class BlobStoreContract {
  private final TrackedSlices slices = new TrackedSlices();
  private final Set<Digest> committed = new HashSet<>();
  private ExecutorService hashing;
  private BlobStore store;

  /// The tiers of an empty store; the suite closes them.
  protected abstract List<Tier> openTiers() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    hashing = Executors.newFixedThreadPool(2);
    store = BlobStore.open(openTiers(), hashing);
  }

  @AfterEach
  void fsckIsCleanAndEverySliceIsReleased() throws Exception {
    Instant limit = Instant.now().plus(Duration.ofSeconds(20));
    while (slices.open() > 0 && Instant.now().isBefore(limit)) {
      Thread.sleep(1); // jobs of cancelled writers end by themselves
    }
    assertThat(slices.open()).as("slices not released").isZero();
    Fsck.Report report = new Fsck(store.tiers()).deep(committed, Fsck.Progress.NONE);
    assertThat(report.damages()).as("fsck").isEmpty();
    assertThat(report.strays()).as("strays").isEmpty();
    store.close();
    hashing.close();
  }

  protected final BlobStore store() {
    return store;
  }

  protected final TrackedSlices slices() {
    return slices;
  }

  protected final ChunkBackend backend() {
    return store.systemOfRecord().backend();
  }

  /// A blob that fsck no longer has to find.
  protected final void forget(Digest recipe) {
    committed.remove(recipe);
  }

  /// Writes all bytes, in slices of random length.
  protected final void write(BlobWriter writer, byte[] bytes, SplittableRandom random)
      throws Exception {
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(300_000));
      writer.write(slices.copyOf(bytes, at, length));
      at += length;
    }
  }

  protected final BlobWriter.Receipt upload(byte[] bytes) throws Exception {
    BlobWriter writer = store.newWriter();
    try {
      write(writer, bytes, new SplittableRandom(bytes.length));
      BlobWriter.Receipt receipt = writer.commit();
      committed.add(receipt.recipe());
      return receipt;
    } finally {
      writer.cancel();
    }
  }

  protected final byte[] download(Digest recipe) throws Exception {
    return ContentReader.rest(store.openReader(recipe));
  }

  @Test
  void keepsAnEmptyBlob() throws Exception {
    BlobWriter.Receipt receipt = upload(new byte[0]);
    assertThat(receipt.lengthBytes()).isZero();
    assertThat(store.openReader(receipt.recipe()).lengthBytes()).isZero();
    assertThat(store.openReader(receipt.recipe()).next()).isNull();
  }

  @Test
  void givesBackWhatWasWritten() throws Exception {
    long seed = Seeds.next("givesBackWhatWasWritten");
    for (int lengthBytes : new int[] {1, 63, 64, 4096, Chunker.MIN_BYTES, 3_000_000}) {
      byte[] bytes = SeededData.diskLike(seed + lengthBytes, lengthBytes);
      BlobWriter.Receipt receipt = upload(bytes);
      assertThat(receipt.lengthBytes()).isEqualTo(lengthBytes);
      assertThat(receipt.newBytes() + receipt.knownBytes() + receipt.zeroBytes())
          .isEqualTo(lengthBytes);
      assertThat(download(receipt.recipe())).isEqualTo(bytes);
    }
  }

  @Test
  void givesBackAnyRange() throws Exception {
    SplittableRandom random = new SplittableRandom(Seeds.next("givesBackAnyRange"));
    byte[] bytes = SeededData.diskLike(random.nextLong(), 4_000_000);
    BlobReader reader = store.openReader(upload(bytes).recipe());
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
    BlobWriter.Receipt receipt = upload(bytes);
    assertThat(receipt.newBytes()).isEqualTo(1000);
    assertThat(receipt.zeroBytes()).isEqualTo(4_999_000);
    assertThat(download(receipt.recipe())).isEqualTo(bytes);
    StoreStatistics statistics = StoreStatistics.of(store, List.of(receipt.recipe()));
    assertThat(statistics.chunks()).isEqualTo(1);
    assertThat(statistics.uniqueBytes()).isEqualTo(1000);
    assertThat(statistics.recipes()).isEqualTo(1);
    assertThat(statistics.logicalBytes()).isEqualTo(5_000_000);
    assertThat(statistics.storedBytes()).isBetween(1001L, 1200L);
  }

  @Test
  void equalContentHasOneNameAndIsStoredOnce() throws Exception {
    byte[] bytes = SeededData.diskLike(3, 3_000_000);
    BlobWriter.Receipt first = upload(bytes);
    BlobWriter.Receipt second = upload(bytes);
    assertThat(second.recipe()).isEqualTo(first.recipe());
    assertThat(second.newBytes()).isZero();
    assertThat(second.knownBytes()).isEqualTo(first.newBytes() + first.knownBytes());
  }

  @Test
  void nearlyEqualContentAddsOnlyWhatIsNew() throws Exception {
    byte[] bytes = SeededData.random(4, 16 << 20);
    upload(bytes);
    byte[] inserted = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, inserted, 0, 5_000_000);
    System.arraycopy(bytes, 5_000_000, inserted, 5_000_007, bytes.length - 5_000_000);
    BlobWriter.Receipt receipt = upload(inserted);
    assertThat(receipt.newBytes()).isLessThanOrEqualTo(2L * Chunker.MAX_BYTES);
    assertThat(download(receipt.recipe())).isEqualTo(inserted);
  }

  @Test
  void writersOfTheSameContentStoreItOnce() throws Exception {
    byte[] bytes = SeededData.random(5, 6_000_000);
    List<Future<BlobWriter.Receipt>> uploads = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        uploads.add(
            threads.submit(() -> {
              BlobWriter writer = store.newWriter();
              write(writer, bytes, new SplittableRandom(9));
              return writer.commit();
            }));
      }
    }
    long newBytes = 0;
    for (Future<BlobWriter.Receipt> upload : uploads) {
      newBytes += upload.get().newBytes();
      committed.add(upload.get().recipe());
    }
    assertThat(newBytes).isEqualTo(bytes.length);
    assertThat(committed).hasSize(1);
    assertThat(download(committed.iterator().next())).isEqualTo(bytes);
  }

  @Test
  void cancelledUploadsLeaveNothingThatMatters() throws Exception {
    SplittableRandom random =
        new SplittableRandom(Seeds.next("cancelledUploadsLeaveNothingThatMatters"));
    byte[] bytes = SeededData.diskLike(random.nextLong(), 6_000_000);
    for (int round = 0; round < 20; round++) {
      BlobWriter writer = store.newWriter();
      write(writer, Arrays.copyOf(bytes, random.nextInt(bytes.length)), random);
      writer.cancel();
      writer.cancel();
      assertThatThrownBy(writer::commit).isInstanceOf(InvariantViolated.class);
    }
    assertThat(download(upload(bytes).recipe())).isEqualTo(bytes);
  }

  @Test
  void aWriterIsUsedOnce() throws Exception {
    BlobWriter writer = store.newWriter();
    writer.write(slices.copyOf(new byte[] {1, 2, 3}, 0, 3));
    committed.add(writer.commit().recipe());
    Slice late = slices.copyOf(new byte[] {1}, 0, 1);
    assertThatThrownBy(() -> writer.write(late)).isInstanceOf(InvariantViolated.class);
    assertThatThrownBy(writer::commit).isInstanceOf(InvariantViolated.class);
    writer.cancel();
  }

  @Test
  void acceptsEmptyAndReadOnlyAndHeapSlices() throws Exception {
    BlobWriter writer = store.newWriter();
    writer.write(Slice.unowned(ByteBuffer.allocate(0)));
    writer.write(Slice.unowned(ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2)));
    writer.write(Slice.unowned(ByteBuffer.wrap(new byte[] {4}).asReadOnlyBuffer()));
    BlobWriter.Receipt receipt = writer.commit();
    assertThat(download(receipt.recipe())).containsExactly(2, 3, 4);
  }

  @Test
  void saysThatABlobIsNotThere() {
    Digest unknown = Digest.sha256(List.of(ByteBuffer.wrap(new byte[] {9})));
    assertThatThrownBy(() -> store.openReader(unknown)).isInstanceOf(BlobException.NotFound.class);
    assertThatThrownBy(() -> store.recipe(unknown)).isInstanceOf(BlobException.NotFound.class);
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
    committed.addAll(model.keySet());
    for (Map.Entry<Digest, byte[]> blob : model.entrySet()) {
      assertThat(download(blob.getKey())).isEqualTo(blob.getValue());
    }
  }

  private Object useAtRandom(SplittableRandom random, Map<Digest, byte[]> model) throws Exception {
    for (int round = 0; round < 12; round++) {
      // Few seeds: users meet at the same content.
      byte[] bytes = SeededData.diskLike(random.nextInt(4), 1 + random.nextInt(3_000_000));
      BlobWriter writer = store.newWriter();
      write(writer, bytes, random);
      if (random.nextInt(4) == 0) {
        writer.cancel();
      } else {
        Digest recipe = writer.commit().recipe();
        synchronized (model) {
          model.put(recipe, bytes);
        }
        BlobReader reader = store.openReader(recipe);
        int offset = random.nextInt(bytes.length);
        reader.seek(offset, bytes.length - offset);
        assertThat(ContentReader.rest(reader))
            .isEqualTo(Arrays.copyOfRange(bytes, offset, bytes.length));
      }
    }
    return this;
  }
}
