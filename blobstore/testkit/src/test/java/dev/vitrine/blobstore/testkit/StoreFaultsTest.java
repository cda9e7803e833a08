package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Chunker;
import dev.vitrine.blobstore.Condemnations;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.MemoryBackend.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a store does when its backend fails. Every test ends with power loss and a clean fsck.
class StoreFaultsTest {
  private static final byte[] BYTES = SeededData.random(1, 6 << 20);

  private final MemoryBackend backend = new MemoryBackend();
  private final StoreFixture fixture = StoreFixture.over(backend);

  @AfterEach
  void everythingCommittedSurvivesPowerLoss() throws Exception {
    fixture.expectSlicesReleased();
    backend.heal();
    backend.losePower();
    fixture.close();
    assertThat(backend.openContents()).isZero();
  }

  private static BlobException.Transient passing() {
    return new BlobException.Transient("injected", Duration.ZERO, new IOException("injected"));
  }

  private static BlobException.Denied refused() {
    return new BlobException.Denied("injected", new IOException("injected"));
  }

  @Test
  void aFailedPutEndsTheUploadAndTheNextOneWorks() throws Exception {
    for (int nth : new int[] {0, 1, 5}) {
      long before = backend.calls(Call.PUT);
      backend.failWith(
          (call, ordinal) -> call == Call.PUT && ordinal == before + nth ? passing() : null);
      byte[] bytes = SeededData.random(100 + nth, 6 << 20); // nothing that is known already
      assertThatThrownBy(() -> fixture.upload(bytes)).isInstanceOf(BlobException.Transient.class);
      fixture.expectSlicesReleased();
    }
    backend.heal();
    assertThat(fixture.download(fixture.upload(BYTES).recipe())).isEqualTo(BYTES);
  }

  @Test
  void whatALocalDiskCannotReadIsSuspected() throws Exception {
    RecordedSuspicions suspicions = new RecordedSuspicions();
    Digest recipe = fixture.upload(BYTES).recipe();
    List<Tier> tiers = List.of(new Tier("memory", Tier.Role.DURABLE, backend));
    BlobStore store = BlobStore.open(tiers, Runnable::run, Condemnations.NONE, suspicions, false);
    BlobReader reader = store.openReader(recipe);
    backend.failWith((call, _) -> call == Call.OPEN ? passing() : null);

    assertThatThrownBy(reader::next).isInstanceOf(BlobException.Transient.class);

    assertThat(suspicions.suspects()).containsExactly(fixture.chunk(recipe, 0));
    reader.release();
  }

  @Test
  void everyLaterCallOfAFailedWriterFails() throws Exception {
    backend.failWith((call, _) -> call == Call.PUT ? refused() : null);
    BlobWriter writer = fixture.store().newWriter();
    assertThatThrownBy(
            () -> {
              fixture.write(writer, BYTES, new SplittableRandom(1));
              writer.commit();
            })
        .isInstanceOf(BlobException.Denied.class);
    assertThat(catchThrowable(() -> writer.write(fixture.slice(new byte[10])))).isNotNull();
    assertThat(catchThrowable(writer::commit)).isNotNull();
    writer.cancel();
  }

  @Test
  void aFullStoreTakesTheSameUploadAfterSpaceWasFreed() throws Exception {
    backend.limitTo(3 << 20);
    assertThatThrownBy(() -> fixture.upload(BYTES)).isInstanceOf(BlobException.Full.class);
    backend.heal();
    BlobWriter.Receipt receipt = fixture.upload(BYTES);
    assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
    assertThat(receipt.knownBytes()).as("what fitted was kept").isPositive();
  }

  @Test
  void chunksOfAFailedSynchronisationAreNotKnown() throws Exception {
    backend.failWith((call, _) -> call == Call.MAKE_DURABLE ? passing() : null);
    assertThatThrownBy(() -> fixture.upload(BYTES)).isInstanceOf(BlobException.Transient.class);
    backend.heal();
    BlobWriter.Receipt receipt = fixture.upload(BYTES);
    assertThat(receipt.newBytes()).isEqualTo(BYTES.length);
    backend.losePower();
    assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
  }

  @Test
  void anUploadWhoseChunksAnotherOnesFailureTookAwayMustBeRepeated() throws Exception {
    BlobWriter writer = fixture.store().newWriter();
    fixture.write(writer, BYTES, new SplittableRandom(2));
    byte[] other = SeededData.random(3, 1000);
    backend.failWith((call, _) -> call == Call.MAKE_DURABLE ? passing() : null);
    assertThatThrownBy(() -> fixture.upload(other)).isInstanceOf(BlobException.Transient.class);
    backend.heal();
    assertThatThrownBy(writer::commit)
        .isInstanceOf(BlobException.Transient.class)
        .hasMessageContaining("repeated");
    fixture.upload(BYTES);
    fixture.upload(other);
  }

  @Test
  void aRecipeThatIsNotStoredIsNoBlob() throws Exception {
    backend.failWith(
        (call, _) -> call == Call.MAKE_DURABLE && backend.calls(call) == 2 ? passing() : null);
    assertThatThrownBy(() -> fixture.upload(BYTES)).isInstanceOf(BlobException.Transient.class);
    backend.heal();
    assertThat(fixture.fsck().recipes()).isZero();
    BlobWriter.Receipt receipt = fixture.upload(BYTES);
    assertThat(receipt.newBytes()).as("the chunks had been made durable").isZero();
  }

  @Test
  void reusedChunksAreMadeDurableToo() throws Exception {
    BlobWriter first = fixture.store().newWriter();
    fixture.write(first, BYTES, new SplittableRandom(3));
    BlobWriter second = fixture.store().newWriter();
    fixture.write(second, BYTES, new SplittableRandom(4));
    BlobWriter.Receipt receipt = fixture.commit(second);
    first.cancel();
    assertThat(receipt.knownBytes()).isPositive();
    backend.losePower();
    assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
  }

  @Test
  void longUploadsAreMadeDurableOnTheWay() throws Exception {
    BlobWriter writer = fixture.store().newWriter();
    writeIslands(writer, 10_000);
    BlobWriter.Receipt receipt = fixture.commit(writer);
    assertThat(receipt.newBytes()).isEqualTo(40_000);
    assertThat(backend.calls(Call.MAKE_DURABLE)).isEqualTo(4); // 2 on the way, rest, recipe
  }

  /// Small chunks in a sea of zeros: many of them at little cost.
  private void writeIslands(BlobWriter writer, int count) throws Exception {
    byte[] island = new byte[Chunker.ZERO_RUN_MIN_BYTES + 4];
    for (int i = 0; i < count; i++) {
      island[0] = 1;
      island[1] = (byte) i;
      island[2] = (byte) (i >> 8);
      island[3] = 1;
      writer.write(fixture.slice(island));
    }
  }

  @Test
  void aFailureOnTheWayEndsALongUpload() throws Exception {
    backend.failWith(
        (call, ordinal) -> call == Call.MAKE_DURABLE && ordinal == 0 ? refused() : null);
    BlobWriter writer = fixture.store().newWriter();
    assertThatThrownBy(
            () -> {
              writeIslands(writer, 5_000);
              writer.commit();
            })
        .isInstanceOf(BlobException.Denied.class);
    writer.cancel();
  }

  @Test
  void anInterruptedUploadLetsGoOfEverything() throws Exception {
    CountDownLatch stored = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    backend.failWith((call, _) -> {
      if (call == Call.PUT) {
        stored.countDown();
        awaitUninterruptibly(goOn);
      }
      return null;
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> upload = threads.submit(() -> fixture.upload(BYTES));
      stored.await();
      upload.cancel(true);
      goOn.countDown();
    }
    fixture.expectSlicesReleased();
    assertThat(fixture.committed()).isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aBugInABackendReachesTheUpload() throws Exception {
    backend.failWith((call, _) -> {
      if (call == Call.PUT) {
        throw new IllegalArgumentException("a bug");
      }
      return null;
    });
    assertThatThrownBy(() -> fixture.upload(BYTES)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPoolThatTakesNoMoreWorkEndsTheUpload() throws Exception {
    ExecutorService closed = Executors.newSingleThreadExecutor();
    closed.close();
    try (BlobStore store =
        BlobStore.open(
            List.of(new Tier("memory", Tier.Role.DURABLE, new MemoryBackend())), closed::execute)) {
      BlobWriter writer = store.newWriter();
      writer.write(fixture.slice(new byte[] {1, 2, 3}));
      assertThatThrownBy(writer::commit).isInstanceOf(BlobException.Transient.class);
    }
  }

  @Test
  void writersOfTheSameContentShareAFailure() throws Exception {
    byte[] one = Arrays.copyOf(BYTES, 100_000);
    CountDownLatch putBegun = new CountDownLatch(1);
    CountDownLatch fail = new CountDownLatch(1);
    backend.failWith((call, _) -> {
      if (call != Call.PUT) {
        return null;
      }
      putBegun.countDown();
      awaitUninterruptibly(fail);
      return passing();
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> uploads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        uploads.add(threads.submit(() -> fixture.upload(one)));
      }
      putBegun.await();
      fail.countDown();
      for (Future<?> upload : uploads) {
        assertThatThrownBy(upload::get).hasCauseInstanceOf(BlobException.Transient.class);
      }
    }
  }

  @Test
  void atRandomNothingCommittedIsEverLost() throws Exception {
    long seed = Seeds.next("atRandomNothingCommittedIsEverLost");
    SplittableRandom faults = new SplittableRandom(seed);
    backend.failWith((call, _) -> {
      int dice;
      synchronized (faults) {
        dice = faults.nextInt(60);
      }
      return switch (dice) {
        case 0 -> passing();
        case 1 -> refused();
        case 2 -> new BlobException.Full("injected " + call, new IOException("injected"));
        default -> null;
      };
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> users = new ArrayList<>();
      for (int user = 0; user < 4; user++) {
        SplittableRandom random = new SplittableRandom(seed + user);
        users.add(threads.submit(() -> uploadAtRandom(random)));
      }
      for (Future<?> user : users) {
        user.get();
      }
    }
  }

  private Object uploadAtRandom(SplittableRandom random) throws Exception {
    for (int round = 0; round < 15; round++) {
      byte[] bytes = SeededData.diskLike(random.nextInt(5), 1 + random.nextInt(4_000_000));
      BlobWriter writer = fixture.store().newWriter();
      try {
        fixture.write(writer, bytes, random);
        if (random.nextInt(4) > 0) {
          fixture.commit(writer);
        }
      } catch (BlobException expected) {
        assertThat(expected).hasMessageContaining("");
      } finally {
        writer.cancel();
      }
    }
    return this;
  }
}
