package dev.vitrine.catalog.testkit;

import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Counter;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A registry that forgets everything when it is closed: one lock around a sorted map. It breaks
/// when told to ([#inject]).
public final class MemoryRegistry implements Registry {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition committed = lock.newCondition();
  private final NavigableMap<Key, Stored> records = new TreeMap<>();
  private final List<List<Change>> feed = new ArrayList<>();
  private final List<Injection> injections = new ArrayList<>();
  private final String identity = UUID.randomUUID().toString();
  private final int feedCommits;
  private long head;
  private boolean closed;

  /// Keeps the whole feed.
  public MemoryRegistry() {
    this(Integer.MAX_VALUE);
  }

  /// @param feedCommits how many commits the feed can tell about
  public MemoryRegistry(int feedCommits) {
    this.feedCommits = feedCommits;
  }

  /// What may go wrong with a commit.
  public sealed interface Fault {
    /// Another commit was faster: the commit fails with [ConflictException].
    record Conflict() implements Fault {}

    /// The commit fails and wrote nothing.
    record Unavailable() implements Fault {}

    /// The commit's outcome is not told: [RegistryException.Ambiguous].
    ///
    /// @param done whether it happened
    record Ambiguous(boolean done) implements Fault {}

    /// The commit waits before it is looked at.
    record Delay(Duration duration) implements Fault {}
  }

  /// The next commit whose transaction the condition holds for meets the fault; once. Faults that
  /// were injected earlier go first.
  public void inject(Predicate<Transaction> when, Fault fault) {
    lock.lock();
    try {
      injections.add(new Injection(when, fault));
    } finally {
      lock.unlock();
    }
  }

  /// The next commit that writes the key meets the fault; once.
  public void injectAt(Key key, Fault fault) {
    inject(transaction -> transaction.writes().containsKey(key), fault);
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public @Nullable Entry get(Key key) {
    lock.lock();
    try {
      checkOpen();
      Stored stored = records.get(key);
      return stored == null ? null : stored.entry(key);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Map<Key, Entry> getAll(Collection<Key> keys) {
    lock.lock();
    try {
      checkOpen();
      var found = new HashMap<Key, Entry>();
      for (Key key : keys) {
        Stored stored = records.get(key);
        if (stored != null) {
          found.put(key, stored.entry(key));
        }
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Stream<Entry> scan(String prefix, @Nullable Key after) {
    var snapshot = new ArrayList<Map.Entry<Key, Stored>>();
    lock.lock();
    try {
      checkOpen();
      NavigableMap<Key, Stored> rest = records;
      if (!prefix.isEmpty()) {
        rest = rest.tailMap(new Key(prefix), true);
      }
      if (after != null && (prefix.isEmpty() || after.compareTo(new Key(prefix)) >= 0)) {
        rest = rest.tailMap(after, false);
      }
      for (Map.Entry<Key, Stored> record : rest.entrySet()) {
        if (!record.getKey().text().startsWith(prefix)) {
          break;
        }
        snapshot.add(Map.entry(record.getKey(), record.getValue()));
      }
    } finally {
      lock.unlock();
    }
    return snapshot.stream()
        .map(record -> {
          failWhenClosed();
          return record.getValue().entry(record.getKey());
        });
  }

  @Override
  public long commit(Transaction transaction) throws ConflictException, InterruptedException {
    Fault fault = nextFault(transaction);
    if (fault instanceof Fault.Delay delay) {
      Thread.sleep(delay.duration());
    }
    lock.lockInterruptibly();
    try {
      checkOpen();
      return switch (fault) {
        case Fault.Conflict _ -> throw new ConflictException(anyKey(transaction));
        case Fault.Unavailable _ -> throw new RegistryException("out of order, as injected");
        case Fault.Ambiguous(boolean done) -> {
          if (done) {
            apply(transaction);
          }
          throw new RegistryException.Ambiguous("outcome unknown, as injected");
        }
        case null, default -> apply(transaction);
      };
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long head() {
    lock.lock();
    try {
      checkOpen();
      return head;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long oldestCursor() {
    lock.lock();
    try {
      checkOpen();
      return head - feed.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Change> changes(long cursor, int max) {
    lock.lock();
    try {
      checkOpen();
      long oldest = head - feed.size();
      if (cursor < oldest) {
        throw new IllegalArgumentException(
            "the feed begins after revision " + oldest + ", asked for " + cursor);
      }
      var changes = new ArrayList<Change>();
      for (int i = (int) Math.min(cursor - oldest, feed.size()); i < feed.size(); i++) {
        List<Change> commit = feed.get(i);
        if (!changes.isEmpty() && changes.size() + commit.size() > max) {
          break;
        }
        changes.addAll(commit);
      }
      return changes;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long awaitBeyond(long cursor, Duration limit) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(limit);
    lock.lockInterruptibly();
    try {
      checkOpen();
      while (head <= cursor && nanos > 0) {
        nanos = committed.awaitNanos(nanos);
        checkOpen();
      }
      return head;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      committed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long apply(Transaction transaction) throws ConflictException {
    for (Map.Entry<Key, Long> expectation : transaction.expectations().entrySet()) {
      Stored stored = records.get(expectation.getKey());
      long revision = stored == null ? Transaction.ABSENT : stored.revision;
      if (revision != expectation.getValue()) {
        throw new ConflictException(expectation.getKey());
      }
    }
    NavigableMap<Key, Optional<byte[]>> writes = new TreeMap<>(transaction.writes());
    for (Map.Entry<Key, Transaction.Addition> addition : transaction.additions().entrySet()) {
      Key key = addition.getKey();
      Stored stored = records.get(key);
      long before = Counter.value(key, stored == null ? null : stored.value);
      OptionalLong after = addition.getValue().to(before);
      if (after.isEmpty()) {
        throw new ConflictException(key);
      }
      writes.put(key, Counter.write(after.getAsLong()));
    }
    if (writes.isEmpty()) {
      return head;
    }
    head++;
    var changes = new ArrayList<Change>();
    for (Map.Entry<Key, Optional<byte[]>> write : writes.entrySet()) {
      Key key = write.getKey();
      write
          .getValue()
          .ifPresentOrElse(
              value -> records.put(key, new Stored(value.clone(), head)),
              () -> records.remove(key));
      changes.add(new Change(head, key, write.getValue().isEmpty()));
    }
    feed.add(changes);
    if (feed.size() > feedCommits) {
      feed.removeFirst();
    }
    committed.signalAll();
    return head;
  }

  private @Nullable Fault nextFault(Transaction transaction) {
    lock.lock();
    try {
      for (Injection injection : injections) {
        if (injection.when.test(transaction)) {
          injections.remove(injection);
          return injection.fault;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private static Key anyKey(Transaction transaction) {
    return Stream.of(
            transaction.expectations().keySet(),
            transaction.writes().keySet(),
            transaction.additions().keySet())
        .flatMap(Set::stream)
        .findFirst()
        .orElseThrow();
  }

  private void failWhenClosed() {
    lock.lock();
    try {
      checkOpen();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new RegistryException("the registry is closed");
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Stored(byte[] value, long revision) {
    Entry entry(Key key) {
      return new Entry(key, value.clone(), revision);
    }
  }

  private record Injection(Predicate<Transaction> when, Fault fault) {}
}
