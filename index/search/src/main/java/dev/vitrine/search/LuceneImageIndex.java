package dev.vitrine.search;

import dev.vitrine.catalog.query.Discovery;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.DiscoveryTimeoutException;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.catalog.registry.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.logging.Level;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The image index in Lucene files, which follows a registry on its own threads. Thread-safe;
/// several may not use one directory.
///
/// A search runs on the caller's thread and may be interrupted. It waits, within its limit, until
/// the index has the revision that it asks for: about a millisecond after a lone commit.
///
/// The files hold nothing that the registry does not have. When they are missing, damaged, another
/// version's or another registry's, the index is built anew in the background. When the disk fails
/// or is full, the index tries again and again, ever more rarely; meanwhile searches see what was
/// seen last, and those that need more throw [IndexBehindException]. [#trouble] tells of it.
public final class LuceneImageIndex implements ImageIndex, Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(LuceneImageIndex.class);

  /// Held strongly, else the level would be forgotten. Lucene recommends the incubating vector
  /// module on every start; that module would cost the archived module graph and is of no use
  /// without vectors.
  private static final java.util.logging.Logger VECTOR_ADVICE =
      java.util.logging.Logger.getLogger(
          "org.apache.lucene.internal.vectorization.VectorizationProvider");

  static {
    VECTOR_ADVICE.setLevel(Level.SEVERE);
  }

  /// How much of following is repeated after a crash, at most.
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(5);

  /// The pause after the first failure; each further one doubles it ...
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /// ... up to this, so that the index mends itself soon after the disk is back.
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// Whoever followed for so long begins with the first pause again.
  private static final Duration LASTING = Duration.ofSeconds(30);

  /// Longer than a session takes to end even when its helpers hang.
  private static final Duration CLOSE_LIMIT = Duration.ofMinutes(2);

  /// Discoveries that search at once. Each may read much of the index; lists need the machine, too.
  private static final int DISCOVERIES_AT_ONCE =
      Math.max(2, Runtime.getRuntime().availableProcessors());

  private final Path path;
  private final OpenIndex.DirectoryOpener opener;
  private final Registry registry;
  private final Duration commitInterval;
  private final Horizon horizon = new Horizon();
  private final Semaphore discoveries = new Semaphore(DISCOVERIES_AT_ONCE, true);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
  private final Thread follower;
  private volatile @Nullable Throwable trouble;

  private LuceneImageIndex(
      Path path, Registry registry, OpenIndex.DirectoryOpener opener, Duration commitInterval)
      throws IOException {
    this.path = path;
    this.registry = registry;
    this.opener = opener;
    this.commitInterval = commitInterval;
    OpenIndex first = openFiles();
    this.follower =
        Thread.ofPlatform()
            .daemon()
            .name("vitrine-index-follower")
            .unstarted(() -> followUntilClosed(first));
  }

  /// Has Lucene set itself up, which [#open] would do: it looks for codecs in the whole class path
  /// and links calls of the system.
  public static void prepare() {
    OpenIndex.prepare();
  }

  /// Opens the index in a directory, which is made if need be, and follows the registry until it is
  /// closed; the registry is to be closed after it. Fails when the directory cannot be used:
  /// another process has it, it cannot be written.
  public static LuceneImageIndex open(Path directory, Registry registry) throws IOException {
    return open(directory, registry, OpenIndex::onDisk, COMMIT_INTERVAL);
  }

  static LuceneImageIndex open(
      Path directory, Registry registry, OpenIndex.DirectoryOpener opener, Duration commitInterval)
      throws IOException {
    LuceneImageIndex index = new LuceneImageIndex(directory, registry, opener, commitInterval);
    index.follower.start();
    return index;
  }

  /// Builds the index in a directory anew, which no process may have open.
  ///
  /// @param progress told how many images are done, after each
  public static void rebuild(Path directory, Registry registry, LongConsumer progress)
      throws IOException {
    // A merge that fails closes the writer, so that the commit fails.
    try (OpenIndex index = OpenIndex.create(directory, OpenIndex::onDisk, _ -> {})) {
      index.commit(new Indexer(registry, index).build(progress, () -> false));
      index.searchers().close();
    }
  }

  @Override
  public List<String> search(ImageQuery query, long revision, Duration limit)
      throws IndexBehindException, InterruptedException {
    Order order = new Order(query.order());
    Query filter = Queries.query(query.filter());
    try (Horizon.Lease lease = horizon.acquire(revision, limit)) {
      // Lucene makes room for all hits that are asked for.
      int hits = Math.min(query.limit(), lease.searcher().getIndexReader().numDocs());
      if (hits == 0) {
        return List.of();
      }
      TopFieldCollectorManager page =
          new TopFieldCollectorManager(order.sort(), hits, order.after(query), hits);
      ScoreDoc[] found = reading(lease, () -> lease.searcher().search(filter, page).scoreDocs);
      return Arrays.stream(found).map(order::id).toList();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Findings discover(DiscoveryQuery query, long revision, Duration limit)
      throws IndexBehindException, DiscoveryTimeoutException, InterruptedException {
    Discoverer discoverer = new Discoverer(query);
    try (Horizon.Lease lease = horizon.acquire(revision, limit)) {
      if (!discoveries.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new DiscoveryTimeoutException(limit);
      }
      try {
        return reading(lease, () -> discoverer.discover(lease.searcher(), limit));
      } finally {
        discoveries.release();
      }
    } catch (Discoverer.OutOfTime e) {
      throw new DiscoveryTimeoutException(limit);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static IndexBehindException unreadable(IOException e) {
    return new IndexBehindException("the search index cannot be read: " + e.getMessage(), e);
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private <T> T reading(Horizon.Lease lease, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (Discoverer.OutOfTime e) {
      throw e;
    } catch (IOException e) {
      throw cannotBeRead(lease, e);
    } catch (RuntimeException e) {
      // Where Lucene's own interfaces know no IOException, it wraps one up.
      if (e.getCause() instanceof IOException cause) {
        throw cannotBeRead(lease, cause);
      }
      throw e;
    }
  }

  private IOException cannotBeRead(Horizon.Lease lease, IOException cause) throws IOException {
    horizon.drop(lease.searchers());
    Session current = session.get();
    if (current != null && current.owns(lease.searchers())) {
      current.fail(cause);
    }
    return cause;
  }

  /// Why the index does not follow the registry for now; empty when all is well.
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble).map(Throwable::toString);
  }

  /// Waits until the index is durable and its files are closed.
  @Override
  public void close() {
    closing.countDown();
    Session current = session.get();
    if (current != null) {
      current.stop();
    }
    try {
      if (!follower.join(CLOSE_LIMIT)) {
        LOG.warn("The search index hangs and is left to itself");
      }
      horizon.close();
    } catch (IOException e) {
      LOG.warn("The search index was not closed in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private OpenIndex openFiles() throws IOException {
    return OpenIndex.open(path, opener, registry, this::mergeFailed);
  }

  private void mergeFailed(Throwable cause) {
    Session current = session.get();
    if (current != null) {
      current.fail(cause);
    }
  }

  private void followUntilClosed(OpenIndex first) {
    @Nullable OpenIndex opened = first;
    Duration pause = FIRST_PAUSE;
    try {
      do {
        long startNanos = System.nanoTime();
        Throwable failure = follow(opened);
        opened = null;
        if (closing.getCount() == 0) {
          reportAtTheEnd(failure);
          return;
        }
        report(Objects.requireNonNull(failure, "only closing stops a session"));
        boolean lasted = System.nanoTime() - startNanos > LASTING.toNanos();
        pause = lasted ? FIRST_PAUSE : pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  /// Follows with the index, or with one newly opened; returns what failed, null when closed.
  private @Nullable Throwable follow(@Nullable OpenIndex opened) {
    try {
      OpenIndex index = opened == null ? openFiles() : opened;
      Session next = new Session(index, registry, horizon, commitInterval);
      session.set(next);
      if (closing.getCount() == 0) {
        next.stop();
      }
      return next.run(this::mended);
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  private void reportAtTheEnd(@Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("The search index in {} failed at last and goes back to a commit", path, failure);
    }
  }

  private void report(Throwable failure) {
    if (trouble == null) {
      LOG.error("The search index in {} fails and will try again", path, failure);
    } else {
      LOG.warn("The search index in {} still fails: {}", path, failure.toString());
    }
    trouble = failure;
  }

  private void mended() {
    if (trouble != null) {
      LOG.info("The search index in {} works again", path);
      trouble = null;
    }
  }
}
