package dev.vitrine.search;

import dev.vitrine.catalog.query.IndexBehindException;
import java.io.IOException;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.jspecify.annotations.Nullable;

/// How far searches see. Here a search waits for the revision that it needs, and the refresher for
/// somebody who needs one that is indexed already: a new view is opened on demand, as it costs
/// about a millisecond, while what nobody looks for costs nothing. Thread-safe.
///
/// What is seen never goes back: when an index had to be reopened and stands at an older revision,
/// searches keep the view of the one before until the new one has caught up.
final class Horizon implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Condition demanded = lock.newCondition();

  /// The revisions that searches wait for, the least first.
  private final PriorityQueue<Long> wanted = new PriorityQueue<>();

  private @Nullable View view;
  private long indexed;
  private boolean refreshDue;
  private boolean closed;

  /// @param revision the searchers found so far, and those found later, contain every commit up to
  ///   it
  private record View(SearcherManager searchers, long revision) {}

  /// A searcher to be given back.
  record Lease(SearcherManager searchers, IndexSearcher searcher) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      searchers.release(searcher);
    }
  }

  /// A searcher that sees every commit up to `revision`.
  Lease acquire(long revision, Duration limit)
      throws IndexBehindException, InterruptedException, IOException {
    lock.lock();
    try {
      View seen = sees(revision) ? view : await(revision, limit);
      if (seen == null) {
        throw new IndexBehindException(revision, view == null ? 0 : view.revision);
      }
      return new Lease(seen.searchers, seen.searchers.acquire());
    } finally {
      lock.unlock();
    }
  }

  /// Null when the time is up.
  private @Nullable View await(long revision, Duration limit) throws InterruptedException {
    long remainingNanos = TimeUnit.NANOSECONDS.convert(limit);
    wanted.add(revision);
    try {
      signalDemand();
      while (!sees(revision) && !closed && remainingNanos > 0) {
        remainingNanos = moved.awaitNanos(remainingNanos);
      }
      return sees(revision) ? view : null;
    } finally {
      wanted.remove(revision);
      // Whoever waits for more was not looked at as long as this one was the first.
      signalDemand();
    }
  }

  private boolean sees(long revision) {
    return view != null && view.revision >= revision;
  }

  /// The index that is now followed contains every commit up to `revision`, though its searchers
  /// may not show it yet. Returns whether somebody waits for them to do so; it is for the caller to
  /// [#show] them then.
  boolean indexed(long revision) {
    lock.lock();
    try {
      indexed = revision;
      return canServe();
    } finally {
      lock.unlock();
    }
  }

  /// The revision that [#indexed] told last.
  long indexed() {
    lock.lock();
    try {
      return indexed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until somebody needs a newer view that can be had, or [#refresh] was called, or
  /// `stopped`, which is asked at each [#wake]. Returns the revision that the new view will
  /// contain.
  long awaitDemand(BooleanSupplier stopped) throws InterruptedException {
    lock.lock();
    try {
      while (!stopped.getAsBoolean() && !refreshDue && !canServe()) {
        demanded.await();
      }
      refreshDue = false;
      return indexed;
    } finally {
      lock.unlock();
    }
  }

  /// Asks for a new view that nobody waits for, so that the files of the old one can go.
  void refresh() {
    lock.lock();
    try {
      refreshDue = true;
      demanded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void wake() {
    lock.lock();
    try {
      demanded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void signalDemand() {
    if (canServe()) {
      demanded.signalAll();
    }
  }

  private boolean canServe() {
    Long least = wanted.peek();
    return least != null && least <= indexed && !sees(least);
  }

  /// The searchers now show every commit up to `revision`. Takes them over, unless what is seen
  /// would go back.
  void show(SearcherManager searchers, long revision) throws IOException {
    View before;
    lock.lock();
    try {
      before = view;
      if (closed || (before != null && revision < before.revision)) {
        return;
      }
      view = new View(searchers, revision);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    if (before != null && before.searchers != searchers) {
      before.searchers.close();
    }
  }

  /// Whether searches use these searchers.
  boolean shows(SearcherManager searchers) {
    lock.lock();
    try {
      return view != null && view.searchers == searchers;
    } finally {
      lock.unlock();
    }
  }

  /// The searchers fail: nothing is seen until others are shown.
  void drop(SearcherManager searchers) throws IOException {
    lock.lock();
    try {
      if (view == null || view.searchers != searchers) {
        return;
      }
      view = null;
    } finally {
      lock.unlock();
    }
    searchers.close();
  }

  /// Searches that wait, and later ones, find nothing.
  @Override
  public void close() throws IOException {
    View last;
    lock.lock();
    try {
      closed = true;
      last = view;
      view = null;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.searchers.close();
    }
  }
}
