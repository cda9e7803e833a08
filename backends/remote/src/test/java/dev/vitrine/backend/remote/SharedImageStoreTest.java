package dev.vitrine.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.remote.FaultyImageStore.Call;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.testkit.ContentReader;
import dev.vitrine.blobstore.testkit.SeededData;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What many readers of one image cost the store below, and each other.
class SharedImageStoreTest extends ImageStoreContract {
  private static final int EXTENT_BYTES = 40_000;
  private static final long MEMORY_BYTES = 10L * EXTENT_BYTES;

  /// What the store in memory gives at a time.
  private static final int RUN_BYTES = 10_000;

  private final MemoryImageStore memory = new MemoryImageStore("remote");
  private final FaultyImageStore below = new FaultyImageStore(memory);
  private final SharedReads reads =
      new SharedReads(MEMORY_BYTES, EXTENT_BYTES, Duration.ofMillis(20));

  @Override
  protected ImageStore open() {
    return new SharedImageStore(below, reads);
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return memory.uriOf(imageId);
  }

  @AfterEach
  void holdsNothingWhenNobodyReads() {
    assertThat(reads.heldBytes()).isZero();
  }

  @Test
  void manyReadersCostAsMuchAsOne() throws Exception {
    byte[] bytes = SeededData.random(1, 50 * RUN_BYTES);
    // Nobody is too slow, however busy the machine is.
    SharedReads patient = new SharedReads(MEMORY_BYTES, EXTENT_BYTES, Duration.ofMinutes(1));
    ImageStore shared = new SharedImageStore(below, patient);
    ImageUri uri = memory.adopt("one", bytes);
    CountDownLatch allIn = new CountDownLatch(32);
    AtomicLong mostHeld = new AtomicLong();
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> all = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        all.add(
            readers.submit(() -> {
              try (ImageReader reader = shared.open(uri, 0, bytes.length)) {
                allIn.countDown();
                allIn.await();
                byte[] read = rest(reader);
                mostHeld.accumulateAndGet(patient.heldBytes(), Math::max);
                return read;
              }
            }));
      }
      for (Future<byte[]> each : all) {
        assertThat(each.get()).isEqualTo(bytes);
      }
    }
    assertThat(below.count(Call.READ)).isEqualTo(50);
    assertThat(mostHeld.get()).isBetween(1L, MEMORY_BYTES);
  }

  @Test
  void aReaderThatStopsHoldsUpNobodyForLong() throws Exception {
    byte[] bytes = SeededData.random(2, 200 * RUN_BYTES);
    ImageUri uri = memory.adopt("one", bytes);
    ByteArrayOutputStream slowly = new ByteArrayOutputStream();
    try (ImageReader slow = store().open(uri, 0, bytes.length)) {
      append(slowly, slow);

      assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);

      while (append(slowly, slow)) {
        // goes on by itself
      }
    }
    assertThat(slowly.toByteArray()).isEqualTo(bytes);
  }

  private static boolean append(ByteArrayOutputStream to, ImageReader reader) throws Exception {
    try (Content content = reader.next()) {
      if (content == null) {
        return false;
      }
      to.writeBytes(ContentReader.bytes(content));
      return true;
    }
  }

  @Test
  void theQuickWaitALittleForThoseWhoComeAfter() throws Exception {
    byte[] bytes = SeededData.random(3, 100 * RUN_BYTES);
    ImageUri uri = memory.adopt("one", bytes);
    CountDownLatch bothIn = new CountDownLatch(2);
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> slow =
          readers.submit(() -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try (ImageReader reader = store().open(uri, 0, bytes.length)) {
              bothIn.countDown();
              bothIn.await();
              while (append(all, reader)) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
              }
            }
            return all.toByteArray();
          });
      Future<byte[]> quick =
          readers.submit(() -> {
            try (ImageReader reader = store().open(uri, 0, bytes.length)) {
              bothIn.countDown();
              bothIn.await();
              return rest(reader);
            }
          });
      assertThat(quick.get()).isEqualTo(bytes);
      assertThat(slow.get()).isEqualTo(bytes);
    }
    assertThat(below.count(Call.READ)).isLessThan(2 * 100);
  }

  @Test
  void readersOfManyImagesStayWithinTheMemory() throws Exception {
    byte[] bytes = SeededData.random(4, 20 * RUN_BYTES);
    List<ImageReader> open = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      open.add(store().open(memory.adopt("image-" + i, bytes), 0, bytes.length));
      assertThat(reads.heldBytes()).isLessThanOrEqualTo(MEMORY_BYTES);
    }
    for (ImageReader reader : open) {
      assertThat(rest(reader)).isEqualTo(bytes);
      assertThat(reads.heldBytes()).isLessThanOrEqualTo(MEMORY_BYTES);
      reader.close();
    }
  }

  @Test
  void aFailureReachesEveryReaderAndTheNextOneTriesAgain() throws Exception {
    byte[] bytes = SeededData.random(5, 30 * RUN_BYTES);
    ImageUri uri = memory.adopt("one", bytes);
    memory.failAtByte(15 * RUN_BYTES);
    try (ImageReader one = store().open(uri, 0, bytes.length);
        ImageReader two = store().open(uri, 0, bytes.length)) {
      assertThatThrownBy(() -> rest(one)).isInstanceOf(ImageStoreException.Unavailable.class);
      assertThatThrownBy(() -> rest(two)).isInstanceOf(ImageStoreException.Unavailable.class);
      memory.failAtByte(Long.MAX_VALUE);

      assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    }
  }

  @Test
  void whoComesLaterReadsWhatIsStillThere() throws Exception {
    byte[] bytes = SeededData.random(6, 8 * RUN_BYTES);
    ImageUri uri = memory.adopt("one", bytes);
    try (ImageReader first = store().open(uri, 0, bytes.length)) {
      assertThat(rest(first)).isEqualTo(bytes);
      int readOnce = below.count(Call.READ);

      assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
      assertThat(read(uri, 25_000, bytes.length - 25_000L)).hasSize(bytes.length - 25_000);

      assertThat(below.count(Call.READ)).isEqualTo(readOnce);
    }
  }
}
