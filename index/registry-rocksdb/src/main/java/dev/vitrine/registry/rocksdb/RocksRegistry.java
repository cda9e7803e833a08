package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The registry of one node, in a folder of its own.
///
/// **When a write fails** (disk full, disk broken) it is not tried again on the same files: what a
/// failed sync left of them nobody can tell. The database is closed and opened to read only, which
/// needs no space and shows whether the failed commits are there after all; reads go on with that.
/// Every later commit first tries, from time to time, to open the database to write, as a start of
/// the service would; when that works, it works again. So a full disk stops commits and nothing
/// else, and needs no restart.
///
/// Reads are some microseconds on the caller's thread; they hold a virtual thread's carrier for
/// that long. Commits wait for a sync of the disk, on one thread for all.
public final class RocksRegistry implements Registry {
  private static final Logger log = LoggerFactory.getLogger(RocksRegistry.class);

  /// How many commits the feed tells of: days of a busy cloud, some 60 MiB. A reader that was away
  /// longer is as well off with a scan.
  private static final int FEED_COMMITS = 1_000_000;

  /// Between two tries to write again. A try replays the log, so it is not for every commit.
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final DatabaseFolder directory;
  private final int feedCommits;

  /// Null when it is open to read only.
  private final @Nullable AcknowledgedHead acknowledged;

  /// Whoever uses [#database] holds the read lock for that long; who exchanges it the write lock.
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

  private final Scans scans = new Scans();
  private final Committer committer;
  private final String identity;

  /// Null when it is closed, or could not even be opened to read after a failure.
  private @Nullable Database database;

  private final ReentrantLock headLock = new ReentrantLock();
  private final Condition headMoved = headLock.newCondition();

  /// Changed under headLock.
  private volatile long announcedHead;

  /// Set from before a write can be seen until after it was announced.
  private volatile boolean writing;

  // Guarded by headLock.
  private boolean closed;

  // Used by the committer's thread alone, but for the start.
  private long oldest;
  private long head;
  private @Nullable RegistryException broken;
  private long brokenSinceNanos;

  private RocksRegistry(
      DatabaseFolder directory,
      Database database,
      @Nullable AcknowledgedHead acknowledged,
      Options options) {
    this.directory = directory;
    this.database = database;
    this.acknowledged = acknowledged;
    this.feedCommits = options.feedCommits;
    this.identity = database.identity();
    this.committer = new Committer(new Ledger(), options.limit);
  }

  /// What only tests choose otherwise.
  record Options(int feedCommits, Duration limit) {
    static final Options DEFAULT = new Options(FEED_COMMITS, Committer.LIMIT);
  }

  /// Opens the registry in the folder; creates both when they are not there. Fails with
  /// [RegistryException] when another process has it open, and with [RegistryException.LostCommits]
  /// when the log has lost what was acknowledged. The latter is looked for before RocksDB locks the
  /// folder, so whoever could start twice at once holds a lock of its own.
  public static RocksRegistry open(Path directory) {
    return open(directory, Options.DEFAULT);
  }

  static RocksRegistry open(Path directory, Options options) {
    var folder = new DatabaseFolder(directory);
    Database database = folder.openToWrite();
    AcknowledgedHead acknowledged = null;
    try {
      acknowledged = AcknowledgedHead.openToWrite(directory);
      RocksRegistry registry = opened(folder, database, acknowledged, options);
      acknowledged.set(registry.head);
      registry.committer.start();
      return registry;
    } catch (RegistryException e) {
      database.close();
      if (acknowledged != null) {
        acknowledged.close();
      }
      throw e;
    }
  }

  /// Gives up the acknowledged commits that the log has lost, where [#open] refuses to go on
  /// without them; returns how many they are. The log is copied to the folder `copies` before.
  /// Nobody else may use the registry. Who follows it from now on sees another registry.
  public static long giveUpLostCommits(Path directory, Path copies) {
    return new DatabaseFolder(directory).giveUpLostCommits(copies);
  }

  /// Opens what is in the folder now to read it, also beside a process that writes. Later commits
  /// are not seen; commits are refused.
  public static RocksRegistry openReadOnly(Path directory) {
    var folder = new DatabaseFolder(directory);
    Database database = folder.openBesideWriter();
    try {
      return opened(folder, database, null, Options.DEFAULT);
    } catch (RegistryException e) {
      database.close();
      throw e;
    }
  }

  private static RocksRegistry opened(
      DatabaseFolder directory,
      Database database,
      @Nullable AcknowledgedHead acknowledged,
      Options options) {
    try {
      var registry = new RocksRegistry(directory, database, acknowledged, options);
      registry.stand(database);
      return registry;
    } catch (RocksDBException e) {
      throw Database.failure("cannot open the registry in " + directory, e);
    }
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public @Nullable Entry get(Key key) {
    return read(database -> Optional.ofNullable(database.get(key)))
        .map(stored -> entry(key, stored))
        .orElse(null);
  }

  @Override
  public Map<Key, Entry> getAll(Collection<Key> keys) {
    List<Key> wanted = List.copyOf(keys);
    return read(database -> {
      List<byte @Nullable []> stored = database.getAll(wanted.stream().map(Key::toBytes).toList());
      Map<Key, Entry> found = HashMap.newHashMap(wanted.size());
      for (int i = 0; i < wanted.size(); i++) {
        byte[] one = stored.get(i);
        if (one != null) {
          found.put(wanted.get(i), entry(wanted.get(i), one));
        }
      }
      return found;
    });
  }

  @Override
  public Stream<Entry> scan(String prefix, @Nullable Key after) {
    return read(database -> scans.open(database.records(), prefix, after, use.readLock()));
  }

  @Override
  public long commit(Transaction transaction) throws ConflictException, InterruptedException {
    if (acknowledged == null) {
      throw new RegistryException("the registry in " + directory + " is open to read only");
    }
    return committer.commit(transaction);
  }

  /// While a write is under way, others may see its commits already although the thread that writes
  /// has not come to announce them; then the feed itself must be asked, which takes longer.
  @Override
  public long head() {
    return read(database -> writing ? database.head() : announcedHead);
  }

  @Override
  public long oldestCursor() {
    return read(database -> Math.max(0, database.oldest() - 1));
  }

  @Override
  public List<Change> changes(long cursor, int max) {
    if (cursor < 0) {
      throw new IllegalArgumentException("no revision: " + cursor);
    }
    return read(database -> {
      var changes = new ArrayList<Change>();
      try (RocksIterator commits = database.feed()) {
        commits.seek(Database.revisionBytes(cursor + 1));
        if (commits.isValid() && Database.revision(commits.key()) != cursor + 1) {
          throw new IllegalArgumentException(
              "the feed begins with revision "
                  + Database.revision(commits.key())
                  + ", asked for what came after "
                  + cursor);
        }
        for (; commits.isValid(); commits.next()) {
          List<Change> commit = FeedEntry.decode(Database.revision(commits.key()), commits.value());
          if (!changes.isEmpty() && changes.size() + commit.size() > max) {
            break;
          }
          changes.addAll(commit);
        }
        commits.status();
      }
      return changes;
    });
  }

  @Override
  public long awaitBeyond(long cursor, Duration limit) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(limit);
    headLock.lockInterruptibly();
    try {
      while (!closed && announcedHead <= cursor && nanos > 0) {
        nanos = headMoved.awaitNanos(nanos);
      }
      if (closed) {
        throw closed();
      }
    } finally {
      headLock.unlock();
    }
    return head();
  }

  @Override
  public void close() {
    headLock.lock();
    try {
      closed = true;
      headMoved.signalAll();
    } finally {
      headLock.unlock();
    }
    if (!committer.end()) {
      // Closing under a write that hangs in the disk would crash the process; leaving it open
      // harms nobody, the next start recovers.
      log.error("a write to the registry in {} does not end; it stays open", directory);
      return;
    }
    if (acknowledged != null) {
      emptyLog();
      acknowledged.close();
    }
    exchange(null);
  }

  private void emptyLog() {
    Database last = database;
    if (broken != null || last == null) { // after a failure, nothing new is to be made true
      return;
    }
    try {
      last.emptyLog();
    } catch (RocksDBException e) {
      log.warn("the log of the registry in {} stays for the next start", directory, e);
    }
  }

  private interface Reading<T> {
    T from(Database database) throws RocksDBException;
  }

  private <T> T read(Reading<T> reading) {
    use.readLock().lock();
    try {
      return reading.from(database());
    } catch (RocksDBException e) {
      throw Database.failure("cannot read the registry in " + directory, e);
    } finally {
      use.readLock().unlock();
    }
  }

  /// The caller holds the read lock.
  private Database database() {
    Database open = database;
    if (open != null) {
      return open;
    }
    throw isClosed()
        ? closed()
        : new RegistryException("the registry in " + directory + " cannot be read, see the log");
  }

  private static RegistryException closed() {
    return new RegistryException("the registry is closed");
  }

  private boolean isClosed() {
    headLock.lock();
    try {
      return closed;
    } finally {
      headLock.unlock();
    }
  }

  private static Entry entry(Key key, byte[] stored) {
    return new Entry(key, Database.value(stored), Database.revision(stored));
  }

  private void announce(long revision) {
    headLock.lock();
    try {
      announcedHead = revision;
      headMoved.signalAll();
    } finally {
      headLock.unlock();
    }
  }

  /// Takes note of where the database stands; returns its head.
  private long stand(Database database) throws RocksDBException {
    head = database.head();
    oldest = database.oldest();
    announce(head);
    return head;
  }

  /// Closes the database and everything that reads from it, and goes on with what `next` opens, if
  /// anything. Nobody reads meanwhile.
  private void exchange(@Nullable Next next) {
    use.writeLock().lock();
    try {
      scans.closeAll();
      Database old = database;
      database = null;
      if (old != null) {
        old.close();
      }
      if (next != null) {
        database = next.open();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private interface Next {
    Database open();
  }

  /// What the committer's thread does with the database. It alone exchanges it while the registry
  /// is open.
  private final class Ledger implements Committer.Ledger {

    @Override
    public long headToWrite() {
      if (broken != null) {
        mend(broken);
      }
      return head;
    }

    @Override
    public long revisionOf(Key key) {
      return read(database -> database.revisionOf(key));
    }

    @Override
    public byte @Nullable [] valueOf(Key key) {
      Entry entry = get(key);
      return entry == null ? null : entry.value();
    }

    @Override
    public void write(List<Committer.Accepted> commits) {
      writing = true;
      try {
        long last = commits.getLast().revision();
        long oldestToKeep = oldestToKeep(last);
        RocksDBException failure = tryToWrite(commits, oldestToKeep);
        if (failure != null) {
          throw broken(commits.getFirst().revision(), failure);
        }
        if (acknowledged != null) {
          acknowledged.set(last);
        }
        head = last;
        oldest = Math.max(oldest == 0 ? 1 : oldest, oldestToKeep);
        announce(head);
      } finally {
        writing = false;
      }
    }

    private @Nullable RocksDBException tryToWrite(
        List<Committer.Accepted> commits, long oldestToKeep) {
      use.readLock().lock();
      try {
        database().write(commits, oldest, oldestToKeep);
        return null;
      } catch (RocksDBException e) {
        return e;
      } finally {
        use.readLock().unlock();
      }
    }

    /// The feed is cut a hundredth at a time: each cut leaves a mark in the database.
    private long oldestToKeep(long last) {
      long first = Math.max(1, oldest);
      return last - first + 1 > feedCommits + feedCommits / 100L ? last - feedCommits + 1 : first;
    }

    private RegistryException broken(long first, RocksDBException cause) {
      RegistryException failure =
          Database.failure("cannot write to the registry in " + directory, cause);
      log.error("{}; it is read-only now", failure.getMessage(), cause);
      broken = failure;
      brokenSinceNanos = System.nanoTime();
      if (!reopenToRead()) {
        return new RegistryException.Ambiguous(
            failure.getMessage() + "; whether the commit happened is not known", cause);
      }
      if (head >= first) {
        return new RegistryException.Ambiguous(
            failure.getMessage() + "; the commit can be read but may not be durable", cause);
      }
      return failure;
    }

    /// Tries to write again. Throws when that does not help, or it is too early to try.
    private void mend(RegistryException broken) {
      if (System.nanoTime() - brokenSinceNanos < RETRY_AFTER.toNanos()) {
        throw broken;
      }
      try {
        reopen(directory::openToWrite);
      } catch (RegistryException e) {
        log.warn("the registry stays read-only: {}", e.getMessage());
        brokenSinceNanos = System.nanoTime();
        reopenToRead();
        throw new RegistryException(String.valueOf(e.getMessage()), e);
      }
      RocksRegistry.this.broken = null;
      log.info("the registry in {} can be written again", directory);
    }

    private boolean reopenToRead() {
      try {
        reopen(directory::openToRead);
        return true;
      } catch (RegistryException e) {
        log.error("the registry cannot be read either", e);
        return false;
      }
    }

    private void reopen(Next next) {
      exchange(next);
      read(RocksRegistry.this::stand);
    }
  }
}
