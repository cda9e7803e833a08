package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The stored form of a registry, opened. FORMAT.md describes it; this class and [FeedEntry] alone
/// know it.
///
/// Not to be used after [#close]: the process would crash. Otherwise thread-safe.
final class Database implements AutoCloseable {
  /// The version of everything in the directory that is not a record (those have their own).
  private static final int FORMAT = 1;

  private static final byte[] FORMAT_KEY = ascii("format");
  private static final byte[] IDENTITY_KEY = ascii("identity");
  private static final byte[] RECORDS = ascii("records");
  private static final byte[] FEED = ascii("feed");
  private static final int REVISION_BYTES = Long.BYTES;

  // Memory. A registry of 100,000 images has about 60 MiB of records; the page cache holds them.
  private static final long BLOCK_CACHE_BYTES = 16L << 20;
  private static final long RECORDS_BUFFER_BYTES = 8L << 20;
  private static final long FEED_BUFFER_BYTES = 2L << 20;
  private static final long BLOCK_BYTES = 8L << 10;

  /// Bounds what a start has to replay.
  private static final long WAL_BYTES = 32L << 20;

  /// Of 16 MiB each: enough for gigabytes of records.
  private static final int OPEN_FILES = 256;

  private static final long INFO_LOG_BYTES = 1L << 20;
  private static final long INFO_LOGS = 3;

  /// How often another try is made to open beside a writer that deletes the files just listed.
  private static final int TRIES_BESIDE_A_WRITER = 5;

  private final Deque<AutoCloseable> closeables;
  private final RocksDB db;
  private final ColumnFamilyHandle meta;
  private final ColumnFamilyHandle records;
  private final ColumnFamilyHandle feed;
  private final ReadOptions reading;
  private final ReadOptions scanning;
  private final WriteOptions synced;
  private final String identity;

  private Database(Opened opened, Deque<AutoCloseable> closeables) throws RocksDBException {
    this.closeables = closeables;
    this.db = opened.db;
    this.meta = opened.handles.get(0);
    this.records = opened.handles.get(1);
    this.feed = opened.handles.get(2);
    this.reading = keep(closeables, new ReadOptions());
    // A scan of everything must not push what is asked for often out of the cache.
    this.scanning = keep(closeables, new ReadOptions().setFillCache(false));
    this.synced = keep(closeables, new WriteOptions().setSync(true));
    byte[] stored = db.get(meta, IDENTITY_KEY);
    this.identity = stored == null ? "" : new String(stored, StandardCharsets.US_ASCII);
  }

  /// Opens to read and write; creates it in an empty directory. One process at a time can.
  static Database openToWrite(Path directory) {
    createDirectories(directory);
    return open(
        directory,
        (options, families, handles) ->
            RocksDB.open(
                options
                    .setCreateIfMissing(true)
                    .setCreateMissingColumnFamilies(true)
                    .setMaxOpenFiles(OPEN_FILES),
                directory.toString(),
                families,
                handles),
        Database::createOrCheck);
  }

  /// Writes everything to tables, so that nothing is in the log alone. A bit that flips in a table
  /// is found when its block is read; one that flips in the log looks like the cut-off end that a
  /// crash leaves, and what comes after it would be gone without a word.
  void emptyLog() throws RocksDBException {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      db.flush(waiting, List.of(meta, records, feed));
    }
  }

  /// Opens to read, where nobody writes. Writes nothing itself, so it works on a full disk.
  static Database openToRead(Path directory) {
    return open(
        directory,
        (options, families, handles) ->
            RocksDB.openReadOnly(options, directory.toString(), families, handles),
        Database::check);
  }

  /// Opens to read what is there now, whether or not somebody writes meanwhile.
  ///
  /// As a *secondary*: unlike a read-only database it expects a writer beside it and never cleans
  /// up files (docs/decisions/005-a-registry-that-fails.md). It wants a folder for its own log.
  static Database openBesideWriter(Path directory) {
    if (!Files.exists(directory.resolve("CURRENT"))) {
      throw new RegistryException("there is no registry in " + directory);
    }
    RegistryException last = null;
    for (int i = 0; i < TRIES_BESIDE_A_WRITER; i++) {
      Path scratch = createScratch();
      try {
        Database database =
            open(
                directory,
                (options, families, handles) ->
                    RocksDB.openAsSecondary(
                        options.setMaxOpenFiles(-1),
                        directory.toString(),
                        scratch.toString(),
                        families,
                        handles),
                Database::check);
        database.closeables.addFirst(() -> deleteScratch(scratch));
        return database;
      } catch (RegistryException e) {
        deleteScratch(scratch);
        last = e;
      }
    }
    throw last == null ? new IllegalStateException() : last;
  }

  private interface Opening {
    RocksDB open(
        DBOptions options, List<ColumnFamilyDescriptor> families, List<ColumnFamilyHandle> handles)
        throws RocksDBException;
  }

  private interface Check {
    void check(RocksDB db, List<ColumnFamilyHandle> handles) throws RocksDBException;
  }

  private record Opened(RocksDB db, List<ColumnFamilyHandle> handles) {}

  private static Database open(Path directory, Opening opening, Check check) {
    RocksDB.loadLibrary();
    var closeables = new ArrayDeque<AutoCloseable>();
    try {
      refuseLaterFormats(directory);
      Cache cache = keep(closeables, new LRUCache(BLOCK_CACHE_BYTES));
      BloomFilter bloom = keep(closeables, new BloomFilter());
      DBOptions options = keep(closeables, options());
      ColumnFamilyOptions metaOptions = keep(closeables, family(FEED_BUFFER_BYTES, cache, null));
      ColumnFamilyOptions recordOptions =
          keep(closeables, family(RECORDS_BUFFER_BYTES, cache, bloom));
      ColumnFamilyOptions feedOptions = keep(closeables, family(FEED_BUFFER_BYTES, cache, null));
      var families =
          List.of(
              new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, metaOptions),
              new ColumnFamilyDescriptor(RECORDS, recordOptions),
              new ColumnFamilyDescriptor(FEED, feedOptions));
      var handles = new ArrayList<ColumnFamilyHandle>();
      RocksDB db = keep(closeables, opening.open(options, families, handles));
      handles.forEach(handle -> keep(closeables, handle));
      check.check(db, handles);
      return new Database(new Opened(db, handles), closeables);
    } catch (RocksDBException e) {
      closeAll(closeables);
      throw failure("cannot open the registry in " + directory, e);
    } catch (RegistryException e) {
      closeAll(closeables);
      throw new RegistryException(
          "cannot open the registry in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static DBOptions options() {
    return new DBOptions()
        .setMaxTotalWalSize(WAL_BYTES)
        .setMaxBackgroundJobs(2)
        // A crash can leave a commit half written at the end of the log; it was never acknowledged.
        // Absolute consistency would refuse to start then, and so would tolerating only what looks
        // like a cut-off tail, because after a loss of power pages may be missing before the end.
        // So replay stops at the first record that does not check.
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(INFO_LOG_BYTES)
        .setKeepLogFileNum(INFO_LOGS)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private static ColumnFamilyOptions family(
      long bufferBytes, Cache cache, @Nullable BloomFilter bloom) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig().setBlockCache(cache).setBlockSize(BLOCK_BYTES);
    if (bloom != null) {
      table.setFilterPolicy(bloom);
    }
    return new ColumnFamilyOptions()
        .setWriteBufferSize(bufferBytes)
        .setTargetFileSizeBase(16L << 20)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(table);
  }

  /// A family that this version does not know means a format that it does not know.
  private static void refuseLaterFormats(Path directory) throws RocksDBException {
    if (!Files.exists(directory.resolve("CURRENT"))) {
      return;
    }
    List<String> known = List.of("default", "records", "feed");
    try (var options = new Options()) {
      for (byte[] family : RocksDB.listColumnFamilies(options, directory.toString())) {
        String name = new String(family, StandardCharsets.UTF_8);
        if (!known.contains(name)) {
          throw new RegistryException(
              "it has a part named '" + name + "': a later version of the program wrote it");
        }
      }
    }
  }

  private static void createOrCheck(RocksDB db, List<ColumnFamilyHandle> handles)
      throws RocksDBException {
    ColumnFamilyHandle meta = handles.get(0);
    if (db.get(meta, FORMAT_KEY) != null) {
      check(db, handles);
      return;
    }
    for (ColumnFamilyHandle handle : handles) {
      try (RocksIterator iterator = db.newIterator(handle)) {
        iterator.seekToFirst();
        if (iterator.isValid()) {
          throw new RegistryException("the database there is something else's");
        }
        iterator.status();
      }
    }
    try (var batch = new WriteBatch();
        var options = new WriteOptions().setSync(true)) {
      batch.put(meta, FORMAT_KEY, ascii(Integer.toString(FORMAT)));
      batch.put(meta, IDENTITY_KEY, ascii(UUID.randomUUID().toString()));
      db.write(options, batch);
    }
  }

  private static void check(RocksDB db, List<ColumnFamilyHandle> handles) throws RocksDBException {
    byte[] stored = db.get(handles.get(0), FORMAT_KEY);
    if (stored == null) {
      throw new RegistryException("no registry was ever completed there");
    }
    String format = new String(stored, StandardCharsets.US_ASCII);
    if (!format.equals(Integer.toString(FORMAT))) {
      throw new RegistryException(
          "it has format "
              + format
              + ", this program knows "
              + FORMAT
              + ": a later version of the program wrote it");
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

  private static long revisionAt(RocksIterator commits, long otherwise) throws RocksDBException {
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

  @Override
  public void close() {
    closeAll(closeables);
  }

  private static <T extends AutoCloseable> T keep(Deque<AutoCloseable> closeables, T one) {
    closeables.addLast(one);
    return one;
  }

  /// The last opened goes first: handles before the database, the database before its options.
  private static void closeAll(Deque<AutoCloseable> closeables) {
    RuntimeException failure = null;
    while (!closeables.isEmpty()) {
      try {
        closeables.removeLast().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new RegistryException("cannot close the registry", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// RocksDB syncs the names in its folder, but not the folder's own name, nor those above it.
  private static void createDirectories(Path directory) {
    try {
      Path absolute = directory.toAbsolutePath();
      var missing = new ArrayList<Path>();
      for (Path path = absolute; path != null && !Files.exists(path); path = path.getParent()) {
        missing.add(path);
      }
      Files.createDirectories(absolute);
      for (Path path : missing) {
        Path parent = path.getParent();
        if (parent != null) {
          try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
          }
        }
      }
    } catch (IOException e) {
      throw new RegistryException("cannot create the folder of the registry: " + e, e);
    }
  }

  private static Path createScratch() {
    try {
      return Files.createTempDirectory("vitrine-registry-reader");
    } catch (IOException e) {
      throw new RegistryException("cannot create a temporary folder: " + e, e);
    }
  }

  private static void deleteScratch(Path scratch) {
    try {
      Files.walkFileTree(
          scratch,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // A log of a few lines in the temporary folder harms nobody.
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
