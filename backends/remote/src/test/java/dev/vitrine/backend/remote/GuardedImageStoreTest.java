package dev.vitrine.backend.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.backend.Actor;
import dev.vitrine.backend.Health;
import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.remote.FaultyImageStore.Call;
import dev.vitrine.backend.remote.FaultyImageStore.Fault;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.backend.testkit.MemoryImageStore;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.guard.GuardLimits;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a store that fails, hangs or crawls looks like from before its guard.
class GuardedImageStoreTest extends ImageStoreContract {
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

  private final MemoryImageStore memory = new MemoryImageStore("remote");
  private final FaultyImageStore faulty = new FaultyImageStore(memory);

  @Override
  protected ImageStore open() {
    return guarded(LIMITS);
  }

  private GuardedImageStore guarded(GuardLimits limits) {
    return new GuardedImageStore(faulty, "the test", limits);
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return memory.uriOf(imageId);
  }

  private static Fault failing(Call failing, int times) {
    return (call, ordinal) -> {
      if (call == failing && ordinal < times) {
        throw FaultyImageStore.unavailable();
      }
    };
  }

  @Test
  void asksAgainWhatMayPass() throws Exception {
    ImageUri uri = memory.adopt("one", new byte[10]);
    faulty.behave(failing(Call.LENGTH, 2));

    assertThat(store().length(uri)).hasValue(10);
    assertThat(faulty.count(Call.LENGTH)).isEqualTo(3);
  }

  @Test
  void isTheSameInEverybodysNameWhereTheStoreIs() {
    assertThat(store().actingFor(new Actor.Caller("token"))).isSameAs(store());
  }

  @Test
  void doesNotAskAgainWhatWasAnswered() {
    assertThatThrownBy(() -> store().length(uriOf("none")))
        .isInstanceOf(ImageStoreException.NotFound.class);
    assertThat(faulty.count(Call.LENGTH)).isEqualTo(1);
  }

  @Test
  void doesNotAskAgainSoonWhatTakesLonger() {
    faulty.behave((call, _) -> {
      if (call == Call.LENGTH) {
        throw new ImageStoreException.Unavailable("locked", Duration.ofSeconds(30), null);
      }
    });
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> store().length(uriOf("one")))
          .isInstanceOf(ImageStoreException.Unavailable.class)
          .hasMessageContaining("locked"); // never that there is an outage
    }
    assertThat(faulty.count(Call.LENGTH)).isEqualTo(10);
  }

  @Test
  void goesOnReadingWhereAReaderFailed() throws Exception {
    byte[] bytes = SeededData.random(1, 200_000);
    ImageUri uri = memory.adopt("one", bytes);
    faulty.behave((call, ordinal) -> {
      if (call == Call.READ && ordinal % 5 == 3) {
        throw FaultyImageStore.unavailable();
      }
    });

    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    assertThat(faulty.count(Call.OPEN)).as("the first, and one for each failure").isBetween(4, 7);
  }

  @Test
  void goesOnReadingSoOftenAndNoMore() {
    ImageUri uri = memory.adopt("one", new byte[1_000_000]);
    faulty.behave((call, ordinal) -> {
      if (call == Call.READ && ordinal % 2 == 1) {
        throw FaultyImageStore.unavailable();
      }
    });

    assertThatThrownBy(() -> read(uri, 0, 1_000_000))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    assertThat(faulty.count(Call.OPEN)).isLessThan(12);
  }

  @Test
  void aReaderThatHangsIsLeftAndAnotherGoesOn() throws Exception {
    byte[] bytes = SeededData.random(2, 50_000);
    ImageUri uri = memory.adopt("one", bytes);
    CountDownLatch release = new CountDownLatch(1);
    faulty.behave((call, ordinal) -> {
      if (call == Call.READ && ordinal == 2) {
        awaitDeafly(release, new CountDownLatch(1));
      }
    });
    try (ImageReader reader =
        guarded(LIMITS.withTimeLimit(Duration.ofMillis(100))).open(uri, 0, bytes.length)) {
      assertThat(rest(reader)).isEqualTo(bytes);
    } finally {
      release.countDown();
    }
  }

  /// As a call into the kernel or a native library: hears no interrupt.
  private static void awaitDeafly(CountDownLatch release, CountDownLatch interrupted) {
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    }
  }

  @Test
  void writesOnce() throws Exception {
    ImageWriter writer = begin("one", OptionalLong.empty());
    faulty.behave(failing(Call.WRITE, 1));
    assertThatThrownBy(() -> write(writer, new byte[100]))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    assertThat(faulty.count(Call.WRITE)).isEqualTo(1);

    assertThatThrownBy(() -> write(writer, new byte[100]))
        .as("what comes after a hole is no image")
        .isInstanceOf(ImageStoreException.Unavailable.class);
    assertThatThrownBy(writer::commit).isInstanceOf(ImageStoreException.Unavailable.class);
    assertThat(memory.size()).isZero();
  }

  @Test
  void commitsOnce() throws Exception {
    ImageWriter writer = begin("one", OptionalLong.empty());
    write(writer, new byte[100]);
    faulty.behave(failing(Call.COMMIT, 1));

    assertThatThrownBy(writer::commit).isInstanceOf(ImageStoreException.Unavailable.class);
    assertThat(faulty.count(Call.COMMIT)).isEqualTo(1);
    assertThat(memory.size()).isZero();
  }

  @Test
  void whatIsCommittedAfterTheCallerLeftIsRemoved() throws Exception {
    ImageWriter writer = begin("one", OptionalLong.empty());
    write(writer, new byte[100]);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch givenUp = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    faulty.behave((call, _) -> {
      if (call == Call.COMMIT) {
        begun.countDown();
        awaitDeafly(release, givenUp);
      }
    });
    AtomicInteger interrupted = new AtomicInteger();
    Thread caller =
        Thread.startVirtualThread(() -> {
          try {
            writer.commit();
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
          } catch (ImageStoreException e) {
            // told otherwise
          }
        });
    begun.await();
    caller.interrupt();
    givenUp.await();
    release.countDown();
    caller.join();
    assertThat(interrupted).hasValue(1);

    await()
        .untilAsserted(() -> {
          assertThat(faulty.count(Call.DELETE)).isEqualTo(1);
          assertThat(memory.size()).isZero();
        });
  }

  @Test
  void aDeletionWhoseAnswerWasLostIsDone() throws Exception {
    ImageUri uri = memory.adopt("one", new byte[10]);
    faulty.behave(
        new Fault() {
          @Override
          public void before(Call call, int ordinal) {}

          @Override
          public void after(Call call, int ordinal) throws ImageStoreException {
            if (call == Call.DELETE && ordinal == 0) {
              throw FaultyImageStore.unavailable();
            }
          }
        });

    store().delete(uri);

    assertThat(memory.size()).isZero();
    assertThatThrownBy(() -> store().delete(uri)).isInstanceOf(ImageStoreException.NotFound.class);
  }

  @Test
  void aStoreThatIsGoneIsAskedNothingForAWhile() throws Exception {
    GuardedImageStore store = guarded(LIMITS.withOutage(Duration.ofSeconds(20)));
    ImageUri uri = memory.adopt("one", new byte[10]);
    faulty.behave((_, _) -> {
      throw FaultyImageStore.unavailable();
    });
    for (int i = 0; i < LIMITS.failuresInARow(); i++) {
      assertThatThrownBy(() -> store.length(uri))
          .isInstanceOf(ImageStoreException.Unavailable.class);
    }
    int asked = faulty.count(Call.LENGTH);

    assertThatThrownBy(() -> store.length(uri))
        .isInstanceOf(ImageStoreException.Unavailable.class)
        .hasMessageContaining("the test");
    assertThat(faulty.count(Call.LENGTH)).isEqualTo(asked);
    assertThat(store.health()).isInstanceOf(Health.Down.class);
  }

  @Test
  void lookingAtTheHealthEndsAnOutage() {
    ImageUri uri = memory.adopt("one", new byte[10]);
    memory.failWith(FaultyImageStore.unavailable());
    for (int i = 0; i < LIMITS.failuresInARow(); i++) {
      assertThatThrownBy(() -> store().length(uri))
          .isInstanceOf(ImageStoreException.Unavailable.class);
    }
    assertThat(store().health()).isInstanceOf(Health.Down.class);

    memory.failWith(null);

    await().untilAsserted(() -> assertThat(store().health()).isEqualTo(new Health.Up()));
  }

  @Test
  void givesBackASliceThatNobodyTook() throws Exception {
    GuardedImageStore store = guarded(LIMITS.withOutage(Duration.ofSeconds(20)));
    ImageWriter writer = store.newWriter(new ImageWriter.Announced("two", OptionalLong.empty()));
    faulty.behave(failing(Call.LENGTH, 100));
    for (int i = 0; i < LIMITS.failuresInARow(); i++) {
      assertThatThrownBy(() -> store.length(uriOf("one")))
          .isInstanceOf(ImageStoreException.Unavailable.class);
    }

    assertThatThrownBy(() -> write(writer, new byte[10]))
        .isInstanceOf(ImageStoreException.Unavailable.class); // the suite counts the slices
    writer.cancel();
  }

  @Test
  void countsWhatItDid() throws Exception {
    ImageUri uri = memory.adopt("one", new byte[10]);
    faulty.behave(failing(Call.LENGTH, 1));
    GuardedImageStore store = guarded(LIMITS);
    store.length(uri);

    var counts = Objects.requireNonNull(store.counts().get("length"));
    assertThat(counts.calls()).isEqualTo(1);
    assertThat(counts.retries()).isEqualTo(1);
  }
}
