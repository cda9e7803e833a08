package dev.vitrine.catalog.query;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Two indexes over one registry: the fast one answers, and while it cannot, because its disk is
/// full or its files are being rebuilt, the slow one does. Lists then take longer and stay right.
/// Thread-safe; owns both.
public final class FallbackImageIndex implements ImageIndex {
  /// How long the fast one may keep a search waiting. It is a few milliseconds behind at most when
  /// all is well.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// How long it is then not waited for.
  private static final long DISTRUST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /// A slow search may read every record: more than one at a time would take the machine from those
  /// who only want their bytes.
  private final Semaphore slowSearches = new Semaphore(1);

  private final ImageIndex fast;
  private final ImageIndex slow;
  private volatile long distrustedAtNanos = System.nanoTime() - DISTRUST_NANOS;

  public FallbackImageIndex(ImageIndex fast, ImageIndex slow) {
    this.fast = fast;
    this.slow = slow;
  }

  @Override
  public List<String> search(ImageQuery query, long revision, Duration limit)
      throws IndexBehindException, InterruptedException {
    boolean distrusted = System.nanoTime() - distrustedAtNanos < DISTRUST_NANOS;
    Duration patience =
        distrusted ? Duration.ZERO : limit.compareTo(PATIENCE) < 0 ? limit : PATIENCE;
    try {
      return fast.search(query, revision, patience);
    } catch (IndexBehindException e) {
      if (!distrusted) {
        distrustedAtNanos = System.nanoTime();
      }
      return searchSlowly(query, revision, limit, e);
    }
  }

  private List<String> searchSlowly(
      ImageQuery query, long revision, Duration limit, IndexBehindException why)
      throws IndexBehindException, InterruptedException {
    if (!slowSearches.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw why;
    }
    try {
      return slow.search(query, revision, limit);
    } finally {
      slowSearches.release();
    }
  }

  @Override
  public void close() {
    try (slow) {
      fast.close();
    }
  }
}
