package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.RegistryException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
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
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// The folder of a registry's database: opens it in three ways, to write, to read, and to read
/// beside a process that writes. How each is set, and what is refused, is known here alone.
///
/// Immutable. What it throws is a [RegistryException] that names the folder.
final class DatabaseFolder {
  /// The version of everything in the directory that is not a record (those have their own).
  private static final int FORMAT = 1;

  private static final byte[] FORMAT_KEY = ascii("format");

  /// In the default family.
  static final byte[] IDENTITY_KEY = ascii("identity");

  private static final byte[] RECORDS = ascii("records");
  private static final byte[] FEED = ascii("feed");

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

  /// No commit was acknowledged, or none is missed.
  private static final long NOTHING = 0;

  private final Path directory;

  DatabaseFolder(Path directory) {
    this.directory = directory;
  }

  @Override
  public String toString() {
    return directory.toString();
  }

  /// Opens to read and write; creates it in an empty directory. One process at a time can.
  ///
  /// Throws [RegistryException.LostCommits] as the others do, and before anything is changed: who
  /// opens to write goes on from where the log breaks off, and removes what is behind.
  Database openToWrite() {
    createDirectories();
    if (new LogFiles(directory).hold()) {
      requireAcknowledged();
    }
    return openToWriteWhatIsLeft(AcknowledgedHead.read(directory));
  }

  private Database openToWriteWhatIsLeft(long acknowledged) {
    return open(
        (options, families, handles) ->
            RocksDB.open(
                options
                    .setCreateIfMissing(true)
                    .setCreateMissingColumnFamilies(true)
                    .setMaxOpenFiles(OPEN_FILES),
                directory.toString(),
                families,
                handles),
        DatabaseFolder::createOrCheck,
        acknowledged);
  }

  /// Opens to read, where nobody writes. Writes nothing itself, so it works on a full disk.
  Database openToRead() {
    return openToRead(DatabaseFolder::check, AcknowledgedHead.read(directory));
  }

  private Database openToRead(Check check, long acknowledged) {
    return open(
        (options, families, handles) ->
            RocksDB.openReadOnly(options, directory.toString(), families, handles),
        check,
        acknowledged);
  }

  private void requireAcknowledged() {
    long acknowledged = AcknowledgedHead.read(directory);
    if (acknowledged > 0) {
      openToRead(DatabaseFolder::noCheck, acknowledged).close();
    }
  }

  /// Gives up the acknowledged commits that the log has lost, so that the rest can be used. The log
  /// is copied to another folder before. Does nothing where nothing is lost.
  ///
  /// The registry gets another identity: revisions that were given out will be given out again, so
  /// nobody who followed the old ones may go on from there.
  ///
  /// @param copies a folder that is made, when it is not there
  /// @return how many commits were given up
  long giveUpLostCommits(Path copies) {
    long acknowledged = AcknowledgedHead.read(directory);
    long head;
    try (Database database = openToRead(DatabaseFolder::noCheck, NOTHING)) {
      head = database.head();
    } catch (RocksDBException e) {
      throw Database.failure("cannot read the registry in " + directory, e);
    }
    if (head >= acknowledged) {
      return 0;
    }
    new LogFiles(directory).copyTo(copies);
    try (Database database = openToWriteWhatIsLeft(NOTHING);
        AcknowledgedHead mark = AcknowledgedHead.openToWrite(directory)) {
      database.beginAnotherHistory();
      database.emptyLog();
      mark.set(database.head());
      return acknowledged - head;
    } catch (RocksDBException e) {
      throw Database.failure("cannot give up what is lost in " + directory, e);
    }
  }

  /// Opens to read what is there now, whether or not somebody writes meanwhile.
  ///
  /// As a *secondary*: unlike a read-only database it expects a writer beside it and never cleans
  /// up files (docs/decisions/005-a-registry-that-fails.md). It wants a folder for its own log.
  Database openBesideWriter() {
    if (!Files.exists(directory.resolve("CURRENT"))) {
      throw new RegistryException("there is no registry in " + directory);
    }
    RegistryException last = null;
    for (int i = 0; i < TRIES_BESIDE_A_WRITER; i++) {
      long acknowledged = AcknowledgedHead.read(directory);
      Path scratch = createScratch();
      try {
        Database database =
            open(
                (options, families, handles) ->
                    RocksDB.openAsSecondary(
                        options.setMaxOpenFiles(-1),
                        directory.toString(),
                        scratch.toString(),
                        families,
                        handles),
                DatabaseFolder::check,
                acknowledged);
        database.afterwards(() -> deleteScratch(scratch));
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

  /// @param acknowledged what has to be there; read before, since a writer moves it
  private Database open(Opening opening, Check check, long acknowledged) {
    RocksDB.loadLibrary();
    var parts = new NativeParts();
    try {
      refuseLaterFormats();
      Cache cache = parts.keep(new LRUCache(BLOCK_CACHE_BYTES));
      BloomFilter bloom = parts.keep(new BloomFilter());
      DBOptions options = parts.keep(options());
      ColumnFamilyOptions metaOptions = parts.keep(family(FEED_BUFFER_BYTES, cache, null));
      ColumnFamilyOptions recordOptions = parts.keep(family(RECORDS_BUFFER_BYTES, cache, bloom));
      ColumnFamilyOptions feedOptions = parts.keep(family(FEED_BUFFER_BYTES, cache, null));
      var families =
          List.of(
              new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, metaOptions),
              new ColumnFamilyDescriptor(RECORDS, recordOptions),
              new ColumnFamilyDescriptor(FEED, feedOptions));
      var handles = new ArrayList<ColumnFamilyHandle>();
      RocksDB db = parts.keep(opening.open(options, families, handles));
      handles.forEach(parts::keep);
      requireCommits(db, handles, acknowledged);
      check.check(db, handles);
      return new Database(db, handles, parts);
    } catch (RocksDBException e) {
      parts.close();
      throw Database.failure("cannot open the registry in " + directory, e);
    } catch (RegistryException.LostCommits e) {
      parts.close();
      throw new RegistryException.LostCommits("cannot open the registry in " + directory, e);
    } catch (RegistryException e) {
      parts.close();
      throw new RegistryException(
          "cannot open the registry in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void requireCommits(
      RocksDB db, List<ColumnFamilyHandle> handles, long acknowledged) throws RocksDBException {
    try (RocksIterator commits = db.newIterator(handles.get(2))) {
      commits.seekToLast();
      long head = Database.revisionAt(commits, 0);
      if (head < acknowledged) {
        throw new RegistryException.LostCommits(head, acknowledged);
      }
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
  private void refuseLaterFormats() throws RocksDBException {
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
      batch.put(meta, IDENTITY_KEY, newIdentity());
      db.write(options, batch);
    }
  }

  private static void noCheck(RocksDB db, List<ColumnFamilyHandle> handles) {}

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

  /// RocksDB syncs the names in its folder, but not the folder's own name, nor those above it.
  private void createDirectories() {
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

  static byte[] newIdentity() {
    return ascii(UUID.randomUUID().toString());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
