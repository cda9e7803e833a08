package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The stored form of a registry, opened. FORMAT.md describes it; [DatabaseFolder] opens it.
///
/// Not to be used after [#close]: the process would crash. Otherwise thread-safe.
final class Database implements AutoCloseable {
  private static final int REVISION_BYTES = Long.BYTES;

  private final NativeParts parts;
  private final RocksDB db;
  private final ColumnFamilyHandle meta;
  private final ColumnFamilyHandle records;
  private final ColumnFamilyHandle feed;
  private final ReadOptions reading;
  private final ReadOptions scanning;
  private final WriteOptions synced;
  private final String identity;

  /// @param families the default one, the records', the feed's
  /// @param parts what was opened for this database, and is closed with it
  Database(RocksDB db, List<ColumnFamilyHandle> families, NativeParts parts)
      throws RocksDBException {
    this.parts = parts;
    this.db = db;
    this.meta = families.get(0);
    this.records = families.get(1);
    this.feed = families.get(2);
    this.reading = parts.keep(new ReadOptions());
    // A scan of everything must not push what is asked for often out of the cache.
    this.scanning = parts.keep(new ReadOptions().setFillCache(false));
    this.synced = parts.keep(new WriteOptions().setSync(true));
    byte[] stored = db.get(meta, DatabaseFolder.IDENTITY_KEY);
    this.identity = stored == null ? "" : new String(stored, StandardCharsets.US_ASCII);
  }

  /// Writes everything to tables, so that nothing is in the log alone. A bit that flips in a table
  /// is found when its block is read, and no commit but those in that block is lost; one that flips
  /// in the log takes every later commit with it.
  void emptyLog() throws RocksDBException {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      db.flush(waiting, List.of(meta, records, feed));
    }
  }

  String identity() {
    return identity;
  }

  /// A record: its revision and value as they are stored, or null.
  byte @Nullable [] get(Key key) throws RocksDBException {
    return db.get(records, reading, key.toBytes());
  }

  /// The records as they were at one moment, null where there is none.
  List<byte @Nullable []> getAll(List<byte[]> keys) throws RocksDBException {
    if (keys.isEmpty()) {
      return List.of();
    }
    var families = new ArrayList<ColumnFamilyHandle>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      families.add(records);
    }
    return db.multiGetAsList(reading, families, keys);
  }

  long revisionOf(Key key) throws RocksDBException {
    byte[] revision = new byte[REVISION_BYTES];
    int length = db.get(records, reading, key.toBytes(), revision);
    return length == RocksDB.NOT_FOUND ? Transaction.ABSENT : revision(revision);
  }

  /// Over all records as they are now.
  RocksIterator records() {
    return db.newIterator(records, scanning);
  }

  /// Over the whole feed as it is now.
  RocksIterator feed() {
    return db.newIterator(feed, scanning);
  }

  long head() throws RocksDBException {
    try (RocksIterator commits = feed()) {
      commits.seekToLast();
      return revisionAt(commits, 0);
    }
  }

  /// The revision of the oldest commit that the feed tells of; 0 when there is none.
  long oldest() throws RocksDBException {
    try (RocksIterator commits = feed()) {
      commits.seekToFirst();
      return revisionAt(commits, 0);
    }
  }

  static long revisionAt(RocksIterator commits, long otherwise) throws RocksDBException {
    if (commits.isValid()) {
      return revision(commits.key());
    }
    commits.status();
    return otherwise;
  }

  /// Writes the commits as one batch and syncs it. The feed forgets the commits before
  /// `oldestToKeep`, as far as it has any from `oldest` on.
  void write(List<Committer.Accepted> commits, long oldest, long oldestToKeep)
      throws RocksDBException {
    try (var batch = new WriteBatch()) {
      for (Committer.Accepted commit : commits) {
        byte[] revision = revisionBytes(commit.revision());
        for (Map.Entry<Key, Optional<byte[]>> write : commit.writes().entrySet()) {
          byte[] key = write.getKey().toBytes();
          if (write.getValue().isPresent()) {
            batch.put(records, key, stored(commit.revision(), write.getValue().get()));
          } else {
            batch.delete(records, key);
          }
        }
        batch.put(feed, revision, FeedEntry.encode(commit.writes()));
      }
      if (oldest < oldestToKeep) {
        batch.deleteRange(feed, revisionBytes(oldest), revisionBytes(oldestToKeep));
      }
      db.write(synced, batch);
    }
  }

  /// Makes everybody who followed this registry start anew.
  void beginAnotherHistory() throws RocksDBException {
    db.put(meta, synced, DatabaseFolder.IDENTITY_KEY, DatabaseFolder.newIdentity());
  }

  private static byte[] stored(long revision, byte[] value) {
    return ByteBuffer.allocate(REVISION_BYTES + value.length).putLong(revision).put(value).array();
  }

  /// The revision that a stored record, or a key of the feed, begins with.
  static long revision(byte[] stored) {
    return ByteBuffer.wrap(stored).getLong();
  }

  /// The value that a stored record goes on with.
  static byte[] value(byte[] stored) {
    return Arrays.copyOfRange(stored, REVISION_BYTES, stored.length);
  }

  static byte[] revisionBytes(long revision) {
    return ByteBuffer.allocate(REVISION_BYTES).putLong(revision).array();
  }

  /// In words for whoever runs the service.
  static RegistryException failure(String what, RocksDBException cause) {
    Status status = cause.getStatus();
    String text = String.valueOf(cause.getMessage());
    boolean noSpace = status != null && status.getSubCode() == Status.SubCode.NoSpace;
    if (noSpace || text.contains("No space left on device")) {
      return new RegistryException(what + ": no space left on its disk", cause);
    }
    if (text.contains("LOCK")) {
      return new RegistryException(
          what + ": it is in use, another vitrine is running on it", cause);
    }
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return new RegistryException(what + ": it is damaged: " + text, cause);
    }
    return new RegistryException(what + ": " + text, cause);
  }

  /// Has something done when this is closed.
  void afterwards(AutoCloseable last) {
    parts.afterwards(last);
  }

  @Override
  public void close() {
    parts.close();
  }
}
