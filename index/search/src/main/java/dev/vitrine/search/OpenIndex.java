package dev.vitrine.search;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.registry.Registry;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NRTCachingDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Lucene index that is open for writing, whose files were found sound and of this registry, or
/// which is empty. One thread writes, one refreshes, one commits.
///
/// After any [IOException] it can only be closed: what was not committed is lost, the last commit
/// stays.
final class OpenIndex implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenIndex.class);

  /// Documents wait here before they become a segment; a catalogue of thousands fits.
  private static final double RAM_BUFFER_MIB = 16;

  /// Segments up to this size, such as a refresh after a single change makes, stay in memory until
  /// the next commit ...
  private static final double CACHED_SEGMENT_MIB = 1;

  /// ... as long as there are not more of them than this.
  private static final double CACHED_SEGMENTS_MIB = 8;

  /// Segments below this size are merged as if they had it. Lucene's default of 16 MiB suits
  /// indexes of gigabytes: here each handful of changes would have most of the index written again.
  private static final double MERGE_FLOOR_MIB = 0.1;

  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;

  private OpenIndex(Directory directory, IndexWriter writer, SearcherManager searchers) {
    this.directory = directory;
    this.writer = writer;
    this.searchers = searchers;
  }

  /// Where an index's files are. Tests put failing disks here.
  interface DirectoryOpener {
    Directory open(Path path) throws IOException;
  }

  static void prepare() {
    var _ = MMapDirectory.ADVISE_BY_CONTEXT;
    var _ = new IndexWriterConfig();
  }

  static Directory onDisk(Path path) throws IOException {
    Files.createDirectories(path);
    return FSDirectory.open(path);
  }

  /// Opens the index at `path`, emptied if it cannot be used. A failure says nothing about the
  /// files there: the disk does not do its work, or another process has the index open.
  ///
  /// @param mergeFailures told, on any thread, when a merge in the background failed
  static OpenIndex open(
      Path path, DirectoryOpener opener, Registry registry, Consumer<Throwable> mergeFailures)
      throws IOException {
    Directory directory = opener.open(path);
    try {
      @Nullable String defect = defect(directory, registry);
      if (defect != null) {
        LOG.info("The search index in {} is built from the registry: {}", path, defect);
        wipe(directory);
      }
      return open(directory, mergeFailures);
    } catch (Throwable e) {
      closeAfter(e, directory);
      throw e;
    }
  }

  /// Opens an empty index at `path`, whatever there was.
  static OpenIndex create(Path path, DirectoryOpener opener, Consumer<Throwable> mergeFailures)
      throws IOException {
    Directory directory = opener.open(path);
    try {
      wipe(directory);
      return open(directory, mergeFailures);
    } catch (Throwable e) {
      closeAfter(e, directory);
      throw e;
    }
  }

  private static OpenIndex open(Directory directory, Consumer<Throwable> mergeFailures)
      throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
            .setIndexSort(Order.NEWEST_FIRST.sort())
            .setRAMBufferSizeMB(RAM_BUFFER_MIB)
            .setMergePolicy(new TieredMergePolicy().setFloorSegmentMB(MERGE_FLOOR_MIB))
            .setMergeScheduler(new QuietMerges(mergeFailures))
            // A search waits for a refresh; a refresh waits for no merge.
            .setMaxFullFlushMergeWaitMillis(0)
            .setCommitOnClose(false);
    Directory cached = new NRTCachingDirectory(directory, CACHED_SEGMENT_MIB, CACHED_SEGMENTS_MIB);
    IndexWriter writer = new IndexWriter(cached, config);
    try {
      return new OpenIndex(cached, writer, new SearcherManager(writer, new UncachedSearchers()));
    } catch (Throwable e) {
      closeAfter(e, writer::rollback);
      throw e;
    }
  }

  private static void closeAfter(Throwable failure, Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /// Why the files cannot be used, null when they can. Reads all of them: checksums are the only
  /// way to learn of a flipped bit before a search trips over it, and a catalogue of 100 000 images
  /// has some 30 MiB.
  private static @Nullable String defect(Directory directory, Registry registry)
      throws IOException {
    Optional<Cursor> cursor;
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      cursor = Cursor.of(reader.getIndexCommit().getUserData());
      for (LeafReaderContext leaf : reader.leaves()) {
        ((CodecReader) leaf.reader()).checkIntegrity();
      }
    } catch (IndexNotFoundException e) {
      return "there is none";
    } catch (CorruptIndexException | EOFException | FileNotFoundException | NoSuchFileException e) {
      return "it is damaged: " + e;
    } catch (IndexFormatTooOldException
        | IndexFormatTooNewException
        // Of a codec that this Lucene does not have.
        | IllegalArgumentException e) {
      return "another version of Lucene wrote it: " + e;
    }
    return cursor.isEmpty() ? "another version wrote it" : gap(cursor.get(), registry);
  }

  /// Why the registry's changes do not lead on from what the index holds.
  private static @Nullable String gap(Cursor cursor, Registry registry) {
    if (!cursor.registry().equals(registry.identity())) {
      return "it belongs to another registry";
    }
    if (cursor.revision() > registry.head()) {
      return "it is ahead of the registry, at revision " + cursor.revision();
    }
    if (cursor.revision() < registry.oldestCursor()) {
      return "the registry forgot what followed revision " + cursor.revision();
    }
    return null;
  }

  /// Deletes Lucene's files and no others, under the lock that a writer holds.
  private static void wipe(Directory directory) throws IOException {
    try (Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      for (String name : directory.listAll()) {
        lock.ensureValid();
        if (name.startsWith(IndexFileNames.SEGMENTS)
            || name.startsWith(IndexFileNames.PENDING_SEGMENTS)
            || IndexFileNames.CODEC_FILE_PATTERN.matcher(name).matches()) {
          directory.deleteFile(name);
        }
      }
    }
  }

  /// What the last commit holds; empty for a new index.
  Optional<Cursor> cursor() {
    Map<String, String> userData = new HashMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(entry -> userData.put(entry.getKey(), entry.getValue()));
    }
    return Cursor.of(userData);
  }

  /// Puts an image that is not there yet; cheaper than [#put].
  void add(Image image, Map<String, MemberStatus> members) throws IOException {
    writer.addDocument(ImageDocument.of(image, members));
  }

  void put(Image image, Map<String, MemberStatus> members) throws IOException {
    writer.updateDocument(ImageDocument.idTerm(image.id()), ImageDocument.of(image, members));
  }

  void remove(String id) throws IOException {
    writer.deleteDocuments(ImageDocument.idTerm(id));
  }

  int images() {
    return writer.getDocStats().numDocs;
  }

  SearcherManager searchers() {
    return searchers;
  }

  /// Lets the searchers that are acquired from now on see what was put and removed before.
  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  /// Makes what was put and removed before durable, together with the cursor.
  void commit(Cursor cursor) throws IOException {
    writer.setLiveCommitData(cursor.toUserData().entrySet());
    writer.commit();
  }

  /// Drops what was not committed. The searchers stay usable until they are closed themselves.
  @Override
  public void close() throws IOException {
    try (directory) {
      writer.rollback();
    }
  }

  /// Merges on one thread, and tells of failures instead of dying of them.
  private static final class QuietMerges extends ConcurrentMergeScheduler {
    private final Consumer<Throwable> failures;

    QuietMerges(Consumer<Throwable> failures) {
      this.failures = failures;
      setMaxMergesAndThreads(2, 1);
    }

    @Override
    protected void handleMergeException(Throwable failure) {
      failures.accept(failure);
    }
  }

  /// Without Lucene's query cache, which is static, may take 5 % of the heap, and is of no use
  /// while each change brings a new view.
  private static final class UncachedSearchers extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      return searcher;
    }
  }
}
