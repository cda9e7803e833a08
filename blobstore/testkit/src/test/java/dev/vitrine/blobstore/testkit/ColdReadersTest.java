package dev.vitrine.blobstore.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobWriter;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.MemoryBackend.Call;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Many readers at once of what only a remote tier has.
class ColdReadersTest {
  private static final int READERS = 64;
  private static final byte[] BYTES = SeededData.random(1, 8 << 20);

  private final MemoryBackend remote = new MemoryBackend(true);

  @Test
  void readEachChunkOnceBetweenThem() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(remote)) {
      BlobWriter.Receipt receipt = fixture.upload(BYTES);
      int chunks = fixture.store().recipe(receipt.recipe()).pieceCount();
      CountDownLatch start = new CountDownLatch(1);
      List<Future<byte[]>> downloads = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int reader = 0; reader < READERS; reader++) {
          downloads.add(
              threads.submit(() -> {
                start.await();
                return fixture.download(receipt.recipe());
              }));
        }
        start.countDown();
      }
      for (Future<byte[]> download : downloads) {
        assertThat(download.get()).isEqualTo(BYTES);
      }
      assertThat(remote.calls(Call.OPEN)).isEqualTo(chunks);
    }
  }

  @Test
  void shareAFailureAndTryAgainByThemselves() throws Exception {
    try (StoreFixture fixture = StoreFixture.over(remote)) {
      BlobWriter.Receipt receipt = fixture.upload(BYTES);
      AtomicBoolean away = new AtomicBoolean(true);
      remote.failWith((call, _) ->
          call == Call.OPEN && away.get()
              ? new BlobException.Transient("away", Duration.ZERO, new IOException("injected"))
              : null);
      assertThat(catchThrowable(() -> fixture.download(receipt.recipe())))
          .isInstanceOf(BlobException.Transient.class);
      away.set(false);
      assertThat(fixture.download(receipt.recipe())).isEqualTo(BYTES);
    }
  }

  @Test
  void areNeverGivenBytesThatAreNotTheChunks() throws Exception {
    StoreFixture fixture = new StoreFixture(List.of(new Tier("r", Tier.Role.DURABLE, remote)));
    BlobWriter.Receipt receipt = fixture.upload(BYTES);
    var chunk = fixture.chunk(receipt.recipe(), 0);
    remote.damage(chunk, new byte[(int) remote.length(chunk).getAsLong()]);
    assertThat(catchThrowable(() -> fixture.download(receipt.recipe())))
        .isInstanceOf(BlobException.Corrupt.class);
    fixture.closeDamaged();
  }
}
