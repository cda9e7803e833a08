package dev.vitrine.backend.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.MemoryBackend.Call;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.guard.GuardLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What a backend that fails, hangs or crawls looks like from before its guard.
class GuardedChunkBackendTest extends ChunkBackendContract {
  private static final GuardLimits LIMITS =
      new GuardLimits(
          8,
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          2,
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          3,
          Duration.ofMillis(1));

  private static BlobException unavailable() {
    return new BlobException.Transient("503", Duration.ZERO, new IOException("injected"));
  }

  private final MemoryBackend memory = new MemoryBackend(true);

  @Override
  protected ChunkBackend open() {
    return new GuardedChunkBackend(memory, "the test", LIMITS);
  }

  private GuardedChunkBackend guarded() {
    return (GuardedChunkBackend) backend();
  }

  @Test
  void ridesOutABurst() throws Exception {
    memory.failWith(
        (call, ordinal) -> call != Call.MAKE_DURABLE && ordinal % 3 < 2 ? unavailable() : null);
    byte[] bytes = SeededData.random(1, 5000);
    StoredName name = put(bytes);
    assertThat(backend().length(name)).hasValue(5000);
    assertThat(read(name, 0, 5000)).isEqualTo(bytes);
    backend().delete(name);
    assertThat(guarded().counts())
        .containsOnlyKeys("length", "put", "open", "delete")
        .allSatisfy((_, counts) -> assertThat(counts.retries()).isEqualTo(2));
    memory.heal();
  }

  @Test
  void passesOnWhatNoRetryMends() {
    memory.failWith((_, _) -> new BlobException.Full("no room", new IOException("injected")));
    for (int attempt = 0; attempt < 10; attempt++) {
      assertThatThrownBy(() -> put(new byte[] {1})).isInstanceOf(BlobException.Full.class);
    }
    assertThat(memory.calls(Call.PUT)).isEqualTo(10);
    assertThat(guarded().outage()).isFalse();
    memory.heal();
  }

  @Test
  void refusesAtOnceWhileTheBackendIsGone() throws Exception {
    memory.failWith((_, _) -> unavailable());
    StoredName name = nameOf(new byte[] {1});
    GuardedChunkBackend guarded =
        new GuardedChunkBackend(memory, "the test", LIMITS.withOutage(Duration.ofHours(1)));
    for (int call = 0; call < 3; call++) {
      assertThatThrownBy(() -> guarded.length(name)).isInstanceOf(BlobException.Transient.class);
    }
    long asked = memory.calls(Call.LENGTH);
    assertThatThrownBy(() -> guarded.length(name))
        .isInstanceOf(BlobException.Transient.class)
        .hasMessageContaining("the test");
    assertThat(guarded.outage()).isTrue();
    assertThat(memory.calls(Call.LENGTH)).isEqualTo(asked);
    memory.heal();
  }

  @Test
  void aPutThatHangsKeepsItsOwnBytes() throws Exception {
    GuardedChunkBackend hasty =
        new GuardedChunkBackend(
            memory, "the test", LIMITS.withTimeLimit(Duration.ofMillis(10)).withRetries(0));
    CountDownLatch healed = new CountDownLatch(1);
    memory.failWith((call, _) -> {
      while (call == Call.PUT && healed.getCount() > 0) {
        LockSupport.parkNanos(100_000); // deaf to interrupts
      }
      return null;
    });
    byte[] bytes = SeededData.random(2, 1000);
    StoredName name = nameOf(bytes);
    ByteBuffer lent = ByteBuffer.wrap(bytes.clone());
    assertThatThrownBy(() -> hasty.put(name, List.of(lent)))
        .isInstanceOf(BlobException.Transient.class);
    lent.put(0, new byte[1000]); // the caller has taken its buffer back
    healed.countDown();
    await().atMost(Duration.ofSeconds(20)).until(() -> memory.length(name).isPresent());
    assertThat(read(name, 0, 1000)).isEqualTo(bytes);
  }

  @Test
  void closesContentThatComesTooLate() throws Exception {
    StoredName name = put(SeededData.random(3, 100));
    GuardedChunkBackend hasty =
        new GuardedChunkBackend(
            memory, "the test", LIMITS.withTimeLimit(Duration.ofMillis(10)).withRetries(0));
    CountDownLatch healed = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    memory.failWith((call, _) -> {
      asked.countDown();
      while (call == Call.OPEN && healed.getCount() > 0) {
        LockSupport.parkNanos(100_000);
      }
      return null;
    });
    assertThatThrownBy(() -> hasty.open(name, 0, 100)).isInstanceOf(BlobException.Transient.class);
    asked.await();
    healed.countDown();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> memory.calls(Call.OPEN) == 1 && memory.openContents() == 0);
  }

  @Test
  void anInterruptedCallerIsToldAndStaysInterrupted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch healed = new CountDownLatch(1);
    memory.failWith((_, _) -> {
      asked.countDown();
      while (healed.getCount() > 0) {
        LockSupport.parkNanos(100_000);
      }
      return null;
    });
    AtomicReference<Throwable> seen = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    StoredName name = nameOf(new byte[] {1});
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              seen.set(catchThrowable(() -> backend().length(name)));
              flag.set(Thread.currentThread().isInterrupted());
            });
    asked.await();
    caller.interrupt();
    caller.join();
    healed.countDown();
    assertThat(seen.get()).isInstanceOf(BlobException.Transient.class);
    assertThat(flag.get()).isTrue();
  }

  @Test
  void looksForManyNamesAGroupAtATime() throws Exception {
    List<StoredName> names = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      names.add(put(SeededData.random(100 + i, 8)));
    }
    backend().makeDurable(names);
    assertThat(memory.calls(Call.MAKE_DURABLE)).isBetween(16L, 64L);
    memory.delete(names.get(777));
    assertThatThrownBy(() -> backend().makeDurable(names))
        .isInstanceOf(BlobException.NotFound.class);
  }
}
