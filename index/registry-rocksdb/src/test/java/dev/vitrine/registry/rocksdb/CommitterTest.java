package dev.vitrine.registry.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CommitterTest {
  private static final Key A = new Key("a");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final SlowLedger ledger = new SlowLedger();
  private @Nullable Committer started;

  @AfterEach
  void end() {
    ledger.goOn.countDown();
    if (started != null) {
      started.close();
    }
  }

  @Test
  void writesAllThatQueuedUpAtOnce() throws Exception {
    Committer committer = start(LONG);
    Future<Long> first = inWrite(committer, put("first"));
    var queued = new ArrayList<Future<Long>>();
    for (int i = 0; i < 10; i++) {
      queued.add(queued(committer, put("k" + i)));
    }
    ledger.goOn.countDown();

    assertThat(first.get()).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      assertThat(queued.get(i).get()).isEqualTo(i + 2);
    }
    assertThat(ledger.writes).containsExactly(1, 10);
  }

  @Test
  void decidesAsIfThoseBeforeInTheGroupWereWritten() throws Exception {
    Committer committer = start(LONG);
    occupy(committer);
    Transaction create = Transaction.builder().expectAbsent(A).put(A, new byte[0]).build();
    Future<Long> wins = queued(committer, create);
    Future<Long> loses = queued(committer, create);
    Future<Long> checks = queued(committer, Transaction.builder().expect(A, 2).build());
    Future<Long> deletes = queued(committer, Transaction.builder().expect(A, 2).delete(A).build());
    Future<Long> createsAgain = queued(committer, create);
    ledger.goOn.countDown();

    assertThat(wins.get()).isEqualTo(2);
    fails(loses::get, ConflictException.class);
    assertThat(checks.get()).isEqualTo(2);
    assertThat(deletes.get()).isEqualTo(3);
    assertThat(createsAgain.get()).isEqualTo(4);
  }

  @Test
  void failsAllOfAGroupThatCannotBeWritten() throws Exception {
    Committer committer = start(LONG);
    Future<Long> first = inWrite(committer, put("first"));
    Transaction create = Transaction.builder().expectAbsent(A).put(A, new byte[0]).build();
    Future<Long> one = queued(committer, create);
    Future<Long> conflictsWithIt = queued(committer, create);
    ledger.failure = new RegistryException("no space");
    ledger.goOn.countDown();

    fails(first::get, RegistryException.class);
    fails(one::get, RegistryException.class);
    // What it would have conflicted with was never there.
    fails(conflictsWithIt::get, RegistryException.class);
    ledger.failure = null;
    assertThat(committer.commit(create)).isEqualTo(1);
  }

  @Test
  void passesOnThatTheOutcomeIsUnknown() {
    Committer committer = start(LONG);
    ledger.goOn.countDown();
    ledger.failure = new RegistryException.Ambiguous("who knows");

    assertThatExceptionOfType(RegistryException.Ambiguous.class)
        .isThrownBy(() -> committer.commit(put("a")))
        .withMessage("who knows");
  }

  @Test
  void livesThroughWhatNobodyForesaw() throws Exception {
    Committer committer = start(LONG);
    ledger.goOn.countDown();
    ledger.failure = new IllegalStateException("a bug");

    assertThatExceptionOfType(RegistryException.Ambiguous.class)
        .isThrownBy(() -> committer.commit(put("a")));
    ledger.failure = null;
    assertThat(committer.commit(put("a"))).isEqualTo(1);
  }

  @Test
  void takesACommitBackThatIsInterruptedInTheQueue() throws Exception {
    Committer committer = start(LONG);
    occupy(committer);
    var task = new FutureTask<>(() -> committer.commit(put("taken-back")));
    Thread thread = Thread.ofVirtual().start(task);
    awaitQueued(committer, 1);
    thread.interrupt();

    fails(task::get, InterruptedException.class);
    ledger.goOn.countDown();
    assertThat(committer.commit(put("next"))).isEqualTo(2);
    assertThat(ledger.revisions).doesNotContainKey(new Key("taken-back"));
  }

  @Test
  void tellsTheOutcomeOfACommitThatIsInterruptedInTheWrite() throws Exception {
    Committer committer = start(LONG);
    var task =
        new FutureTask<>(() -> {
          long revision = committer.commit(put("a"));
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
          return revision;
        });
    Thread thread = Thread.ofVirtual().start(task);
    ledger.inWrite.await();
    thread.interrupt();
    ledger.goOn.countDown();

    assertThat(task.get()).isEqualTo(1);
  }

  @Test
  void givesUpAtItsLimitAndSaysWhatIsKnown() throws Exception {
    Committer committer = start(SHORT);
    Future<Long> written = inWrite(committer, put("in-write"));
    Future<Long> waiting = queued(committer, put("in-queue"));

    fails(written::get, RegistryException.Ambiguous.class);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(waiting::get)
        .satisfies(e -> assertThat(e.getCause()).isExactlyInstanceOf(RegistryException.class))
        .withMessageContaining("nothing was written");
    ledger.goOn.countDown();
    committer.commit(put("next"));
    assertThat(ledger.revisions)
        .containsKey(new Key("in-write"))
        .doesNotContainKey(new Key("in-queue"));
  }

  @Test
  void holdsBackWhoWouldMakeTheQueueTooHeavy() throws Exception {
    Committer committer = start(SHORT);
    occupy(committer);
    byte[] heavy = new byte[(int) Transaction.MAX_BYTES - 100];
    var tasks = new ArrayList<Future<Long>>();
    for (int i = 0; i < 5; i++) {
      Transaction transaction = Transaction.builder().put(new Key("k" + i), heavy).build();
      tasks.add(submit(committer, transaction));
    }
    awaitQueued(committer, 4);
    Thread.sleep(20);

    assertThat(committer.queued()).isEqualTo(4);
    for (Future<Long> task : tasks) {
      fails(task::get, RegistryException.class);
    }
    assertThat(committer.queued()).isZero();
  }

  @Test
  void failsWhoWaitsWhenItEndsAndFinishesWhatItWrites() throws Exception {
    Committer committer = start(LONG);
    Future<Long> written = inWrite(committer, put("in-write"));
    Future<Long> waiting = queued(committer, put("in-queue"));
    var end = new FutureTask<>(committer::end);
    Thread.ofVirtual().start(end);

    fails(waiting::get, RegistryException.class);
    ledger.goOn.countDown();
    assertThat(written.get()).isEqualTo(1);
    assertThat(end.get()).isTrue();
    assertThatExceptionOfType(RegistryException.class)
        .isThrownBy(() -> committer.commit(put("late")));
  }

  private Committer start(Duration limit) {
    var committer = new Committer(ledger, limit);
    committer.start();
    started = committer;
    return committer;
  }

  /// A commit that is in the write, which waits for `goOn`.
  private Future<Long> inWrite(Committer committer, Transaction transaction) throws Exception {
    Future<Long> task = submit(committer, transaction);
    ledger.inWrite.await();
    return task;
  }

  /// Keeps the committer in the write of a first commit.
  private void occupy(Committer committer) throws Exception {
    assertThat(inWrite(committer, put("first"))).isNotDone();
  }

  /// A commit that is in the queue.
  private static Future<Long> queued(Committer committer, Transaction transaction)
      throws InterruptedException {
    int before = committer.queued();
    Future<Long> task = submit(committer, transaction);
    awaitQueued(committer, before + 1);
    return task;
  }

  private static Future<Long> submit(Committer committer, Transaction transaction) {
    var task = new FutureTask<>(() -> committer.commit(transaction));
    Thread.ofVirtual().start(task);
    return task;
  }

  private static void awaitQueued(Committer committer, int count) throws InterruptedException {
    while (committer.queued() < count) {
      Thread.sleep(1);
    }
  }

  private static void fails(ThrowingCallable task, Class<? extends Exception> cause) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(task)
        .satisfies(e -> assertThat(e.getCause()).isInstanceOf(cause));
  }

  private static Transaction put(String key) {
    return Transaction.builder().put(new Key(key), new byte[0]).build();
  }

  /// Keeps revisions in memory; its first write waits until it may go on.
  private static final class SlowLedger implements Committer.Ledger {
    final CountDownLatch inWrite = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);
    final Map<Key, Long> revisions = new HashMap<>();
    final List<Integer> writes = new ArrayList<>();
    volatile @Nullable RuntimeException failure;
    private long head;

    @Override
    public long headToWrite() {
      return head;
    }

    @Override
    public long revisionOf(Key key) {
      return revisions.getOrDefault(key, Transaction.ABSENT);
    }

    @Override
    public byte @Nullable [] valueOf(Key key) {
      throw new AssertionError("nothing is added here");
    }

    @Override
    public void write(List<Committer.Accepted> commits) {
      inWrite.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts the committer", e);
      }
      RuntimeException now = failure;
      if (now != null) {
        throw now;
      }
      writes.add(commits.size());
      for (Committer.Accepted commit : commits) {
        assertThat(commit.revision()).isEqualTo(++head);
        commit
            .writes()
            .forEach((key, value) -> {
              if (value.isPresent()) {
                revisions.put(key, commit.revision());
              } else {
                revisions.remove(key);
              }
            });
      }
    }
  }
}
