package dev.vitrine.search;

import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.lucene.search.SearcherManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One open index following the registry, until it is stopped or anything fails.
///
/// Three threads share the work, all of them platform threads that nobody interrupts: an interrupt
/// during Lucene's I/O would close its files. The *follower* (the thread that calls [#run]) writes
/// what changes and shows it to searches that wait for it; the *refresher* shows it to those that
/// come later; the *committer* makes the index durable now and then, which may take long and must
/// keep nobody waiting.
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /// Changes taken at once: enough to share the cost of a call, few enough to be indexed in some
  /// milliseconds.
  private static final int BATCH_CHANGES = 256;

  /// How long the follower waits for a change before it looks whether it should stop.
  private static final Duration IDLE_LIMIT = Duration.ofMillis(100);

  /// Revisions that touch no image, such as renewed leases, are worth a commit only to keep up with
  /// what the registry remembers.
  private static final long COMMIT_REVISIONS = 1000;

  /// A helper that hangs in the disk is left to itself after so long.
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(30);

  private final OpenIndex index;
  private final Registry registry;
  private final Horizon horizon;
  private final Duration commitInterval;
  private final Indexer indexer;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /// How often the index changed since it was opened.
  private final AtomicLong touched = new AtomicLong();

  /// @param index taken over, and closed by [#run]
  /// @param commitInterval how much of following is repeated after a crash, at most
  Session(OpenIndex index, Registry registry, Horizon horizon, Duration commitInterval) {
    this.index = index;
    this.registry = registry;
    this.horizon = horizon;
    this.commitInterval = commitInterval;
    this.indexer = new Indexer(registry, index);
  }

  /// Follows the registry until [#stop] or a failure, and closes the index.
  ///
  /// @param healthy told once the index is complete and durable: whatever was wrong before is
  ///   mended
  /// @return what failed; null when the session was stopped
  @Nullable Throwable run(Runnable healthy) {
    try {
      Cursor cursor = begin();
      if (cursor == null) {
        return failure.get();
      }
      healthy.run();
      Thread refresher = start("vitrine-index-refresher", this::refresh);
      Thread committer = start("vitrine-index-committer", () -> commit(cursor));
      try {
        follow(cursor.revision());
      } catch (Throwable e) {
        fail(e);
      } finally {
        stop();
        join(refresher);
        join(committer);
      }
      if (failure.get() == null) {
        index.commit(new Cursor(registry.identity(), horizon.indexed()));
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      close();
    }
    return failure.get();
  }

  /// Lets [#run] end soon.
  void stop() {
    ended.countDown();
    horizon.wake();
  }

  /// Something that uses the index met a failure: the session ends.
  void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
    stop();
  }

  /// Whether these searchers show this session's index.
  boolean owns(SearcherManager searchers) {
    return index.searchers() == searchers;
  }

  private boolean stopped() {
    return ended.getCount() == 0;
  }

  /// Shows the index as it was found, or builds it first. Null when stopped before the end.
  private @Nullable Cursor begin() throws IOException {
    Optional<Cursor> found = index.cursor();
    Cursor cursor = found.isPresent() ? found.get() : build();
    if (stopped()) {
      return null;
    }
    // Written even if nothing is new: it proves that the disk takes writes.
    index.commit(cursor);
    boolean _ = horizon.indexed(cursor.revision());
    show(cursor.revision());
    return cursor;
  }

  private Cursor build() throws IOException {
    long startNanos = System.nanoTime();
    Cursor cursor = indexer.build(_ -> {}, this::stopped);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    LOG.info("Built the search index of {} images in {} ms", index.images(), millis);
    return cursor;
  }

  private void follow(long revision) throws IOException, InterruptedException {
    long cursor = revision;
    while (!stopped()) {
      if (registry.awaitBeyond(cursor, IDLE_LIMIT) <= cursor) {
        continue;
      }
      List<Change> changes = registry.changes(cursor, BATCH_CHANGES);
      Set<String> ids =
          changes.stream()
              .flatMap(change -> Keys.imageConcerned(change.key()).stream())
              .collect(Collectors.toSet());
      indexer.update(ids);
      touched.addAndGet(ids.size());
      cursor = changes.getLast().revision();
      if (horizon.indexed(cursor)) {
        // Done here, it saves whoever waits a change of threads.
        show(cursor);
      }
    }
  }

  private void show(long revision) throws IOException {
    index.refresh();
    if (!stopped()) {
      horizon.show(index.searchers(), revision);
    }
  }

  private void refresh() throws IOException, InterruptedException {
    while (true) {
      long revision = horizon.awaitDemand(this::stopped);
      if (stopped()) {
        return;
      }
      show(revision);
    }
  }

  private void commit(Cursor begun) throws IOException, InterruptedException {
    long committedRevision = begun.revision();
    long committedTouched = 0;
    while (!ended.await(commitInterval.toMillis(), TimeUnit.MILLISECONDS)) {
      long nowTouched = touched.get();
      long nowRevision = horizon.indexed();
      boolean changed = nowTouched != committedTouched;
      if (changed || nowRevision - committedRevision >= COMMIT_REVISIONS) {
        index.commit(new Cursor(registry.identity(), nowRevision));
        committedRevision = nowRevision;
        committedTouched = nowTouched;
      }
      if (changed) {
        // Nobody may have searched since: the old view holds files that were merged away.
        horizon.refresh();
      }
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private Thread start(String name, Work work) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(() -> {
          try {
            work.run();
          } catch (Throwable e) {
            fail(e);
          }
        });
  }

  private static void join(Thread helper) throws InterruptedException {
    if (!helper.join(JOIN_LIMIT)) {
      LOG.warn("{} hangs and is left to itself", helper.getName());
    }
  }

  private void close() {
    try (index) {
      if (!horizon.shows(index.searchers())) {
        index.searchers().close();
      }
    } catch (IOException | RuntimeException e) {
      // What could not be written is read from the registry again.
      LOG.debug("The search index was not closed in order", e);
    }
  }
}
