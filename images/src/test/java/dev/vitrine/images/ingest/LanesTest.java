package dev.vitrine.images.ingest;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.blobstore.hash.HashingThreads;
import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.blobstore.testkit.TrackedSlices;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanesTest {
  private static final int CAPACITY_BYTES = 64 << 10;

  private final TrackedSlices slices = new TrackedSlices();
  private final HashingThreads threads = HashingThreads.start(2);

  @AfterEach
  void everySliceIsGivenBack() {
    await().atMost(10, SECONDS).until(() -> slices.open() == 0);
    threads.close();
  }

  @Test
  void showsEveryLaneAllBytesInOrder() throws Exception {
    long seed = Seeds.next("showsEveryLaneAllBytesInOrder");
    SplittableRandom random = new SplittableRandom(seed);
    byte[] content = bytes(seed, 3 << 20);
    List<Recorder> recorders = List.of(new Recorder(), new Recorder(), new Recorder());
    Lanes lanes = new Lanes(threads, CAPACITY_BYTES, recorders);

    for (int at = 0; at < content.length; ) {
      int length = Math.min(content.length - at, random.nextInt(CAPACITY_BYTES * 2));
      lanes.offer(slices.copyOf(content, at, length));
      at += length;
    }
    lanes.finish();

    for (Recorder recorder : recorders) {
      assertThat(recorder.seen.toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void finishesWithoutHavingSeenAnything() throws Exception {
    HashLane md5 = new HashLane(HashAlgorithm.MD5);
    Lanes lanes = new Lanes(threads, CAPACITY_BYTES, List.of(md5));

    lanes.finish();

    assertThat(md5.toHex()).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
  }

  @Test
  void neverRunsALaneTwiceAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Lane lane =
        bytes -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread.onSpinWait();
          inside.decrementAndGet();
        };
    Lanes lanes = new Lanes(threads, 1 << 20, List.of(lane));

    for (int i = 0; i < 2_000; i++) {
      lanes.offer(slices.copyOf(new byte[100], 0, 100));
    }
    lanes.finish();

    assertThat(most).hasValue(1);
  }

  @Test
  void holdsTheSenderBackWhenTheSlowestLaneIsFull() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    Lanes lanes = new Lanes(threads, CAPACITY_BYTES, List.of(new Recorder(), waitingFor(open)));
    AtomicInteger offered = new AtomicInteger();
    FutureTask<Void> sender =
        new FutureTask<>(() -> {
          for (int i = 0; i < 16; i++) {
            lanes.offer(slices.copyOf(new byte[CAPACITY_BYTES / 4], 0, CAPACITY_BYTES / 4));
            offered.incrementAndGet();
          }
          lanes.finish();
          return null;
        });
    Thread.ofVirtual().start(sender);

    await().until(() -> offered.get() == 4);
    await().during(100, MILLISECONDS).until(() -> offered.get() == 4);
    open.countDown();
    sender.get();

    assertThat(offered).hasValue(16);
  }

  @Test
  void takesASliceThatIsLargerThanTheWholeCapacity() throws Exception {
    Recorder recorder = new Recorder();
    Lanes lanes = new Lanes(threads, 10, List.of(recorder));

    lanes.offer(slices.copyOf(new byte[1000], 0, 1000));
    lanes.offer(slices.copyOf(new byte[1000], 0, 1000));
    lanes.finish();

    assertThat(recorder.seen.size()).isEqualTo(2000);
  }

  @Test
  void endsAllLanesWhenOneFails() throws Exception {
    IllegalStateException cause = new IllegalStateException("no");
    Lane failing =
        bytes -> {
          throw cause;
        };
    Lanes lanes = new Lanes(threads, CAPACITY_BYTES, List.of(new Recorder(), failing));

    assertThatThrownBy(
            () -> {
              while (true) {
                lanes.offer(slices.copyOf(new byte[1000], 0, 1000));
              }
            })
        .isInstanceOf(LaneException.class)
        .hasCause(cause);
    assertThatThrownBy(lanes::finish).isInstanceOf(LaneException.class).hasCause(cause);
  }

  @Test
  void failsAtTheEndWhenTheLastSliceMadeALaneFail() throws Exception {
    Lane failing =
        bytes -> {
          throw new IllegalStateException("no");
        };
    Lanes lanes = new Lanes(threads, CAPACITY_BYTES, List.of(failing));
    lanes.offer(slices.copyOf(new byte[1000], 0, 1000));

    assertThatThrownBy(lanes::finish).isInstanceOf(LaneException.class);
  }

  @Test
  void releasesWhatWaitsWhenItIsCancelled() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    Lanes lanes = new Lanes(threads, 1 << 20, List.of(waitingFor(open)));
    for (int i = 0; i < 100; i++) {
      lanes.offer(slices.copyOf(new byte[1000], 0, 1000));
    }

    lanes.cancel();
    open.countDown();

    await().until(() -> slices.open() == 0);
    assertThatThrownBy(() -> lanes.offer(slices.copyOf(new byte[1], 0, 1)))
        .isInstanceOf(LaneException.class);
    lanes.cancel();
  }

  @Test
  void letsGoOfASenderWhoIsInterrupted() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    Lanes lanes = new Lanes(threads, 1000, List.of(waitingFor(open)));
    lanes.offer(slices.copyOf(new byte[1000], 0, 1000));
    FutureTask<Void> sender =
        new FutureTask<>(() -> {
          lanes.offer(slices.copyOf(new byte[1000], 0, 1000));
          return null;
        });
    Thread thread = Thread.ofVirtual().start(sender);
    await()
        .until(() ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);

    thread.interrupt();

    assertThatThrownBy(sender::get).hasCauseInstanceOf(InterruptedException.class);
    lanes.cancel();
    open.countDown();
  }

  @Test
  void failsWhenNobodyRunsTheLanes() {
    threads.close();
    Lanes lanes = new Lanes(threads, CAPACITY_BYTES, List.of(new Recorder(), new Recorder()));

    assertThatThrownBy(
            () -> {
              lanes.offer(slices.copyOf(new byte[1000], 0, 1000));
              lanes.finish();
            })
        .isInstanceOf(LaneException.class)
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void saysWhenNothingWaits() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    List<String> seen = new CopyOnWriteArrayList<>();
    Lane lane =
        new Lane() {
          @Override
          public void accept(ByteBuffer bytes) {
            waitFor(open);
            seen.add("bytes");
          }

          @Override
          public void pause() {
            seen.add("pause");
          }
        };
    Lanes lanes = new Lanes(threads, Long.MAX_VALUE, List.of(lane));
    lanes.offer(slices.copyOf(new byte[Lanes.RUN_BYTES], 0, Lanes.RUN_BYTES));
    lanes.offer(slices.copyOf(new byte[Lanes.RUN_BYTES], 0, Lanes.RUN_BYTES));

    open.countDown();
    lanes.finish();

    assertThat(seen).containsExactly("bytes", "bytes", "pause");
  }

  @Test
  void letsUploadsTakeTurns() throws Exception {
    HashingThreads one = HashingThreads.start(1);
    try {
      CountDownLatch open = new CountDownLatch(1);
      one.execute(() -> waitFor(open));
      List<String> turns = new ArrayList<>();
      Lanes big = new Lanes(one, Long.MAX_VALUE, List.of(bytes -> turns.add("big")));
      Lanes small = new Lanes(one, Long.MAX_VALUE, List.of(bytes -> turns.add("small")));
      for (int i = 0; i < 4; i++) {
        big.offer(slices.copyOf(new byte[Lanes.RUN_BYTES], 0, Lanes.RUN_BYTES));
      }
      small.offer(slices.copyOf(new byte[1], 0, 1));

      open.countDown();
      big.finish();
      small.finish();

      assertThat(turns).containsExactly("big", "small", "big", "big", "big");
    } finally {
      one.close();
    }
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static Lane waitingFor(CountDownLatch latch) {
    return bytes -> waitFor(latch);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Recorder implements Lane {
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    @Override
    public void accept(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        seen.write(bytes.get());
      }
    }
  }
}
