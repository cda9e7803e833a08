package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.ContentBytes;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.testkit.MemoryBackend.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What is fetched before it is asked for.
class ReadAheadTest {
  private static final byte[] BYTES = SeededData.random(1, 8 << 20);

  private final MemoryBackend remote = new MemoryBackend(true);

  @Test
  void fetchesSeveralChunksAtOnceAcrossANetwork() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(remote)) {
      Digest recipe = fixture.upload(BYTES).recipe();
      BlobReader reader = fixture.store().openReader(recipe);
      first(reader);
      CountDownLatch threeAtOnce = new CountDownLatch(3);
      remote.failWith((call, _) -> {
        if (call == Call.OPEN) {
          threeAtOnce.countDown();
          await(threeAtOnce);
        }
        return null;
      });
      assertThat(rest(reader)).isEqualTo(BYTES.length - firstLength(fixture, recipe));
      assertThat(threeAtOnce.getCount()).isZero();
      reader.release();
    }
  }

  @Test
  void readsAgainWhatFailedBeforeItWasWanted() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(remote)) {
      Digest recipe = fixture.upload(BYTES).recipe();
      AtomicInteger opened = new AtomicInteger();
      remote.failWith((call, _) ->
          call == Call.OPEN && opened.incrementAndGet() == 2
              ? new BlobException.Transient("away", Duration.ZERO, new IOException("injected"))
              : null);
      assertThat(fixture.download(recipe)).isEqualTo(BYTES);
      assertThat(opened).hasValueGreaterThan(fixture.store().recipe(recipe).pieceCount());
    }
  }

  @Test
  void saysWhatFailsWhenItIsWanted() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(remote)) {
      Digest recipe = fixture.upload(BYTES).recipe();
      BlobReader reader = fixture.store().openReader(recipe);
      AtomicInteger opened = new AtomicInteger();
      remote.failWith((call, _) ->
          call == Call.OPEN && opened.incrementAndGet() > 1
              ? new BlobException.Transient("away", Duration.ZERO, new IOException("injected"))
              : null);
      first(reader);
      assertThatThrownBy(reader::next).isInstanceOf(BlobException.Transient.class);
      remote.heal();
      assertThat(rest(reader)).isEqualTo(BYTES.length - firstLength(fixture, recipe));
      reader.release();
    }
  }

  @Test
  void fetchesNothingBehindTheRangeThatIsRead() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(remote)) {
      Digest recipe = fixture.upload(BYTES).recipe();
      long before = remote.calls(Call.OPEN);
      BlobReader reader = fixture.store().openReader(recipe);
      reader.seek(0, firstLength(fixture, recipe) + 1);
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      for (Content run = reader.next(); run != null; run = reader.next()) {
        got.writeBytes(bytes(run));
      }
      reader.release();
      assertThat(got.toByteArray()).isEqualTo(Arrays.copyOf(BYTES, got.size()));
      assertThat(remote.calls(Call.OPEN) - before).isLessThanOrEqualTo(3); // the recipe may be one
    }
  }

  @Test
  void goesOnFromAnotherPlace() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(remote)) {
      Digest recipe = fixture.upload(BYTES).recipe();
      BlobReader reader = fixture.store().openReader(recipe);
      first(reader);
      first(reader);
      reader.seek(5, BYTES.length - 5);
      assertThat(rest(reader)).isEqualTo(BYTES.length - 5);
      reader.release();
      reader.release();
    }
  }

  @Test
  void leavesRoomToReadersWhenOthersWereForgotten() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(remote)) {
      Digest recipe = fixture.upload(BYTES).recipe();
      for (int forgotten = 0; forgotten < 100; forgotten++) {
        first(fixture.store().openReader(recipe)); // not released
      }
      assertThat(fixture.download(recipe)).isEqualTo(BYTES);
    }
  }

  private static int firstLength(StoreFixture fixture, Digest recipe) throws BlobException {
    return (int) fixture.store().recipe(recipe).piece(0).lengthBytes();
  }

  private static void first(BlobReader reader) throws BlobException {
    Content content = reader.next();
    assertThat(content).isNotNull();
    content.close();
  }

  /// How many bytes are left, each of which is what it has to be.
  private static int rest(BlobReader reader) throws BlobException {
    int count = 0;
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    for (Content run = reader.next(); run != null; run = reader.next()) {
      byte[] bytes = bytes(run);
      got.writeBytes(bytes);
      count += bytes.length;
    }
    assertThat(got.toByteArray())
        .isEqualTo(Arrays.copyOfRange(BYTES, BYTES.length - count, BYTES.length));
    return count;
  }

  private static byte[] bytes(Content run) throws BlobException {
    try (run) {
      ByteBuffer read = ContentBytes.read(run);
      byte[] bytes = new byte[read.remaining()];
      read.get(bytes);
      return bytes;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
