package dev.vitrine.blobstore.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class PassengersTest {
  private static final int CHUNK_BYTES = 100_000;

  /// What the threads were given and have not begun.
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  private boolean closed;

  private final Passengers passengers = new Passengers(this::take);
  private final LeadingHash leader =
      new LeadingHash(new BlockHasher(BlockHasher.Function.MD5), passengers);

  @BeforeEach
  void needsTheLibrary() {
    assertThat(BlockHasher.IS_THERE).as("libcrypto.so.3 (on Debian: install libssl3)").isTrue();
  }

  private void take(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("closed");
    }
    tasks.add(task);
  }

  private void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private static ByteBuffer random(int seed, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    new Random(seed).nextBytes(bytes);
    return ByteBuffer.allocateDirect(lengthBytes).put(bytes).flip();
  }

  private static byte[] platform(String algorithm, ByteBuffer... content) throws Exception {
    MessageDigest digest = MessageDigest.getInstance(algorithm);
    for (ByteBuffer bytes : content) {
      digest.update(bytes.duplicate());
    }
    return digest.digest();
  }

  /// A chunk that wants its hash.
  private static final class Chunk implements Passenger {
    private final List<ByteBuffer> content;
    private boolean wanted = true;
    private byte @Nullable [] sha256;
    private @Nullable Throwable failure;

    Chunk(ByteBuffer... content) {
      this.content = List.of(content);
    }

    @Override
    public boolean board() {
      return wanted;
    }

    @Override
    public List<ByteBuffer> content() {
      return content;
    }

    @Override
    public void arrive(byte[] hash) {
      assertThat(sha256).as("arrives once").isNull();
      sha256 = hash;
    }

    @Override
    public void fail(Throwable thrown) {
      failure = thrown;
    }

    void isHashed() throws Exception {
      assertThat(failure).isNull();
      assertThat(sha256).isEqualTo(platform("SHA-256", content.toArray(ByteBuffer[]::new)));
    }
  }

  @Test
  void goesAloneWhereNobodyLeads() throws Exception {
    Chunk chunk = new Chunk(random(1, CHUNK_BYTES));

    passengers.add(chunk);
    runAll();

    chunk.isHashed();
  }

  @Test
  void ridesWithALeader() throws Exception {
    ByteBuffer first = random(1, 1000);
    ByteBuffer second = random(2, 3 * CHUNK_BYTES);
    Chunk chunk = new Chunk(random(3, 70_001), random(4, 29_999));
    leader.update(List.of(first));
    passengers.add(chunk);
    assertThat(tasks).as("left to the leader").isEmpty();

    leader.update(List.of(second));
    assertThat(tasks).as("what follows is not the leader's to do").hasSize(1);
    runAll();

    chunk.isHashed();
    assertThat(leader.finish()).isEqualTo(platform("MD5", first, second));
  }

  @Test
  void changesLeadersInTheMiddle() throws Exception {
    ByteBuffer run = random(5, 40_000);
    LeadingHash other = new LeadingHash(new BlockHasher(BlockHasher.Function.SHA_256), passengers);
    Chunk chunk = new Chunk(random(6, CHUNK_BYTES));
    leader.update(List.of());
    passengers.add(chunk);

    leader.update(List.of(run));
    other.update(List.of(run));
    assertThat(tasks).isEmpty();
    leader.update(List.of(run));
    runAll();

    chunk.isHashed();
    assertThat(other.finish()).isEqualTo(platform("SHA-256", run));
    assertThat(leader.finish()).isEqualTo(platform("MD5", run, run));
  }

  @Test
  void goesTheRestAloneWhenTheLastLeaderPauses() throws Exception {
    Chunk begun = new Chunk(random(7, CHUNK_BYTES));
    Chunk behind = new Chunk(random(8, CHUNK_BYTES));
    leader.update(List.of());
    passengers.add(begun);
    passengers.add(behind);
    leader.update(List.of(random(9, 10_000)));

    leader.pause();
    runAll();

    begun.isHashed();
    behind.isHashed();
  }

  @Test
  void isHelpedWhenManyWait() throws Exception {
    List<Chunk> chunks = new ArrayList<>();
    leader.update(List.of());
    for (int i = 0; i < Passengers.PATIENCE + 2; i++) {
      Chunk chunk = new Chunk(random(i, CHUNK_BYTES));
      chunks.add(chunk);
      passengers.add(chunk);
    }
    assertThat(tasks).hasSize(2);
    runAll();
    chunks.get(0).isHashed();
    chunks.get(1).isHashed();
    assertThat(chunks.get(2).sha256).isNull();

    leader.pause();
    runAll();

    for (Chunk chunk : chunks) {
      chunk.isHashed();
    }
  }

  @Test
  void isLeftOutWhenNoLongerWanted() {
    Chunk chunk = new Chunk(random(1, CHUNK_BYTES));
    chunk.wanted = false;
    leader.update(List.of());
    passengers.add(chunk);

    leader.update(List.of(random(2, CHUNK_BYTES)));
    leader.pause();
    runAll();

    assertThat(chunk.sha256).isNull();
    assertThat(chunk.failure).isNull();
  }

  @Test
  void failsWhenTheThreadsEndBeforeItIsThere() {
    Chunk boarded = new Chunk(random(1, CHUNK_BYTES));
    Chunk waiting = new Chunk(random(2, CHUNK_BYTES));
    leader.update(List.of());
    passengers.add(boarded);
    passengers.add(waiting);
    leader.update(List.of(random(3, 10_000)));

    closed = true;
    leader.pause();

    assertThat(boarded.failure).isInstanceOf(RejectedExecutionException.class);
    assertThat(waiting.failure).isInstanceOf(RejectedExecutionException.class);
    Chunk late = new Chunk(random(4, CHUNK_BYTES));
    assertThatThrownBy(() -> passengers.add(late)).isInstanceOf(RejectedExecutionException.class);
    assertThat(late.failure).isNull();
  }

  @Test
  void goesAloneFromArraysAndWhenLittle() throws Exception {
    leader.update(List.of());
    Chunk array = new Chunk(ByteBuffer.wrap(new byte[CHUNK_BYTES]));
    Chunk little = new Chunk(random(1, 100));

    passengers.add(array);
    passengers.add(little);
    runAll();

    array.isHashed();
    little.isHashed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MD5", "SHA-256", "SHA-512"})
  void makesNoDifferenceToStreamsOnRealThreads(String algorithm) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("passengers: seed " + seed);
    Random random = new Random(seed);
    ByteBuffer data = random(12, 4 << 20);
    AtomicBoolean done = new AtomicBoolean();
    try (HashingThreads threads = HashingThreads.start(3)) {
      List<CompletableFuture<Void>> chunks = new ArrayList<>();
      CompletableFuture<byte[]> hash = new CompletableFuture<>();
      threads.execute(() -> {
        StreamHash stream = threads.begin(algorithm);
        for (int at = 0; at < data.capacity(); ) {
          int length = Math.min(data.capacity() - at, 1 + random.nextInt(200_000));
          stream.update(List.of(data.slice(at, length)));
          if (random.nextInt(4) == 0) {
            stream.pause();
          }
          at += length;
        }
        stream.pause();
        done.set(true);
        hash.complete(stream.finish());
      });
      for (int number = 0; number < 2000 && !(done.get() && number > 20); number++) {
        int from = number * 997 % (2 << 20);
        chunks.add(hashed(threads, data.slice(from, CHUNK_BYTES + number % 65)));
      }
      for (CompletableFuture<Void> chunk : chunks) {
        chunk.get(1, TimeUnit.MINUTES);
      }
      assertThat(hash.get(1, TimeUnit.MINUTES)).isEqualTo(platform(algorithm, data));
    }
  }

  /// Ends when the content's hash is there, with a failure when that is wrong.
  private static CompletableFuture<Void> hashed(HashingThreads threads, ByteBuffer content) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    threads.hash(
        new Passenger() {
          @Override
          public boolean board() {
            return true;
          }

          @Override
          public List<ByteBuffer> content() {
            return List.of(content);
          }

          @Override
          public void arrive(byte[] sha256) {
            try {
              assertThat(sha256).isEqualTo(platform("SHA-256", content));
              done.complete(null);
            } catch (Throwable t) {
              done.completeExceptionally(t);
            }
          }

          @Override
          public void fail(Throwable failure) {
            done.completeExceptionally(failure);
          }
        });
    return done;
  }
}
