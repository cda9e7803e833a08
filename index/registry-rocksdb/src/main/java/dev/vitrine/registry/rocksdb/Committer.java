package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Counter;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts commits into one order. Callers queue; one thread takes what has queued up as a *group*,
/// decides each commit in turn as if those before it had been written already, and writes what is
/// accepted all at once, so that many callers share the cost of one sync.
///
/// Nobody learns anything of a group, not even of a conflict, before all of it is durable: what a
/// commit was refused for must be there to be read.
///
/// A caller may give up (time, interrupt) as long as its commit is in the queue. Once the group was
/// taken, it learns the outcome, or after the limit that the outcome is unknown. Thread-safe.
final class Committer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Committer.class);

  /// The most that waits: some thousand ordinary commits, or four of the heaviest.
  private static final long QUEUE_BYTES = 4 * Transaction.MAX_BYTES;

  /// The most that one write carries: the heaviest transaction fits, and a sync of this much still
  /// takes well under a second on a slow disk.
  private static final long GROUP_BYTES = Transaction.MAX_BYTES;

  /// Far beyond any sync that still leads anywhere; clients of the API give up after 60 s.
  static final Duration LIMIT = Duration.ofSeconds(30);

  private final Ledger ledger;
  private final Duration limit;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean closed;

  /// What the committer decides by and writes to; used by its thread alone.
  interface Ledger {
    /// The revision of the last commit. Throws when nothing can be written now.
    long headToWrite();

    /// The revision of the key's record, or [Transaction#ABSENT].
    long revisionOf(Key key);

    /// The value of the key's record, or null.
    byte @Nullable [] valueOf(Key key);

    /// Makes the commits durable, all or none, and lets everybody see them. When it fails, the
    /// exception says whether the outcome is known, as it does for [Committer#commit].
    void write(List<Accepted> commits);
  }

  /// A commit that got its revision.
  record Accepted(long revision, Map<Key, Optional<byte[]>> writes) {}

  Committer(Ledger ledger, Duration limit) {
    this.ledger = ledger;
    this.limit = limit;
    this.thread = Thread.ofPlatform().name("registry-committer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// See [dev.vitrine.catalog.registry.Registry#commit].
  long commit(Transaction transaction) throws ConflictException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    var pending = new Pending(transaction);
    enqueue(pending, deadline);
    return switch (outcome(pending, deadline)) {
      case Outcome.Done(long revision) -> revision;
      case Outcome.Conflict(Key key) -> throw new ConflictException(key);
      case Outcome.Unknown(String reason, Throwable cause) ->
          throw new RegistryException.Ambiguous(reason, cause);
      case Outcome.Failed(String reason, Throwable cause) ->
          throw new RegistryException(reason, cause);
    };
  }

  private void enqueue(Pending pending, long deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && !queue.isEmpty() && queuedBytes + pending.bytes > QUEUE_BYTES) {
        if (room.awaitNanos(deadline - System.nanoTime()) <= 0) {
          throw overloaded();
        }
      }
      if (closed) {
        throw closed();
      }
      queue.addLast(pending);
      queuedBytes += pending.bytes;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  private Outcome outcome(Pending pending, long deadline) throws InterruptedException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pending.outcome.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          if (withdraw(pending)) {
            throw e;
          }
          interrupted = true;
        } catch (TimeoutException e) {
          if (withdraw(pending)) {
            throw overloaded();
          }
          throw new RegistryException.Ambiguous(
              "the registry's disk took longer than "
                  + limit.toSeconds()
                  + " s; the commit may still happen",
              e);
        } catch (ExecutionException e) {
          throw new AssertionError("outcomes are values", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean withdraw(Pending pending) {
    lock.lock();
    try {
      boolean waited = queue.remove(pending);
      if (waited) {
        queuedBytes -= pending.bytes;
        room.signalAll();
      }
      return waited;
    } finally {
      lock.unlock();
    }
  }

  /// How many commits wait.
  int queued() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (List<Pending> group = take(); !group.isEmpty(); group = take()) {
      decide(group);
    }
  }

  /// The next group; waits for one. Empty when there will be none.
  private List<Pending> take() {
    var group = new ArrayList<Pending>();
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      long bytes = 0;
      for (Pending next = queue.peekFirst();
          next != null && (group.isEmpty() || bytes + next.bytes <= GROUP_BYTES);
          next = queue.peekFirst()) {
        group.add(queue.removeFirst());
        bytes += next.bytes;
      }
      queuedBytes -= bytes;
      room.signalAll();
      return group;
    } finally {
      lock.unlock();
    }
  }

  private void decide(List<Pending> group) {
    var outcomes = new ArrayList<Outcome>(group.size());
    try {
      long head = ledger.headToWrite();
      var accepted = new ArrayList<Accepted>();
      var earlier = new HashMap<Key, Written>();
      for (Pending pending : group) {
        Key changed = firstChanged(pending.transaction, earlier);
        if (changed != null) {
          outcomes.add(new Outcome.Conflict(changed));
          continue;
        }
        var writes = new TreeMap<Key, Optional<byte[]>>(pending.transaction.writes());
        Outcome refusal = add(pending.transaction, earlier, writes);
        if (refusal != null) {
          outcomes.add(refusal);
          continue;
        }
        if (!writes.isEmpty()) {
          long revision = ++head;
          accepted.add(new Accepted(revision, writes));
          writes.forEach((key, value) -> earlier.put(key, new Written(revision, value)));
        }
        outcomes.add(new Outcome.Done(head));
      }
      if (!accepted.isEmpty()) {
        ledger.write(accepted);
      }
      for (int i = 0; i < group.size(); i++) {
        group.get(i).outcome.complete(outcomes.get(i));
      }
    } catch (RegistryException.Ambiguous e) {
      completeAll(group, new Outcome.Unknown(String.valueOf(e.getMessage()), e));
    } catch (RegistryException e) {
      completeAll(group, new Outcome.Failed(String.valueOf(e.getMessage()), e));
    } catch (Throwable e) {
      // A bug or no memory: the callers must learn of it, and the next group may fare better.
      log.error("a group of {} commits failed in an unforeseen way", group.size(), e);
      completeAll(group, new Outcome.Unknown("the commit failed in an unforeseen way", e));
    }
  }

  private @Nullable Key firstChanged(Transaction transaction, Map<Key, Written> earlier) {
    for (Map.Entry<Key, Long> expectation : transaction.expectations().entrySet()) {
      Key key = expectation.getKey();
      Written inGroup = earlier.get(key);
      long revision = inGroup != null ? inGroup.revisionOrAbsent() : ledger.revisionOf(key);
      if (revision != expectation.getValue()) {
        return key;
      }
    }
    return null;
  }

  /// Turns additions into writes. Returns why it cannot, or null.
  private @Nullable Outcome add(
      Transaction transaction, Map<Key, Written> earlier, Map<Key, Optional<byte[]>> writes) {
    for (Map.Entry<Key, Transaction.Addition> addition : transaction.additions().entrySet()) {
      Key key = addition.getKey();
      Written inGroup = earlier.get(key);
      byte[] before = inGroup != null ? inGroup.value.orElse(null) : ledger.valueOf(key);
      try {
        OptionalLong after = addition.getValue().to(Counter.value(key, before));
        if (after.isEmpty()) {
          return new Outcome.Conflict(key);
        }
        writes.put(key, Counter.write(after.getAsLong()));
      } catch (RegistryException.Unreadable e) {
        return new Outcome.Failed(String.valueOf(e.getMessage()), e);
      }
    }
    return null;
  }

  private static void completeAll(List<Pending> group, Outcome outcome) {
    group.forEach(pending -> pending.outcome.complete(outcome));
  }

  /// Lets the group that is being written end, fails those that wait. Returns whether the thread
  /// has ended, so that nothing uses the ledger any more.
  boolean end() {
    List<Pending> waiting;
    lock.lock();
    try {
      closed = true;
      waiting = new ArrayList<>(queue);
      queue.clear();
      queuedBytes = 0;
      arrived.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    RegistryException reason = closed();
    completeAll(waiting, new Outcome.Failed(String.valueOf(reason.getMessage()), reason));
    boolean interrupted = false;
    long deadline = System.nanoTime() + limit.toNanos();
    while (thread.isAlive() && System.nanoTime() < deadline) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  @Override
  public void close() {
    end();
  }

  private RegistryException overloaded() {
    return new RegistryException(
        "the registry could not take the commit within "
            + limit.toSeconds()
            + " s; nothing was written");
  }

  private static RegistryException closed() {
    return new RegistryException("the registry is closed");
  }

  /// What a commit of the group wrote under a key.
  private record Written(long revision, Optional<byte[]> value) {
    long revisionOrAbsent() {
      return value.isEmpty() ? Transaction.ABSENT : revision;
    }
  }

  private static final class Pending {
    final Transaction transaction;
    final long bytes;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    Pending(Transaction transaction) {
      this.transaction = transaction;
      this.bytes = transaction.bytes();
    }
  }

  private sealed interface Outcome {
    record Done(long revision) implements Outcome {}

    record Conflict(Key key) implements Outcome {}

    record Unknown(String reason, Throwable cause) implements Outcome {}

    record Failed(String reason, Throwable cause) implements Outcome {}
  }
}
