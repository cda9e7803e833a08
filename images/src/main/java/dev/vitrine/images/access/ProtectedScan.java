package dev.vitrine.images.access;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.DiscoveryTimeoutException;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.ScannedImages;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Searches where some properties are not for everybody. What a caller may not read must not match,
/// nor weigh, nor be counted; so every caller has other texts to search, which no index holds. The
/// records themselves are searched, as the caller would be shown them.
///
/// That takes time and memory with the number of images, so few do it at a time. Thread-safe.
public final class ProtectedScan {
  /// Half a gigabyte for a million images, and each takes a core.
  private static final int MOST_AT_A_TIME = 2;

  private final Catalog catalog;
  private final PropertyProtections protections;
  private final Semaphore turns = new Semaphore(MOST_AT_A_TIME);

  public ProtectedScan(Catalog catalog, PropertyProtections protections) {
    this.catalog = catalog;
    this.protections = protections;
  }

  /// The page as of now.
  ///
  /// @param limit longest time to wait for a turn, and then to read the records
  public Findings discover(Caller caller, DiscoveryQuery query, Duration limit)
      throws DiscoveryTimeoutException, InterruptedException {
    if (!turns.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new DiscoveryTimeoutException(limit);
    }
    try {
      long endNanos = System.nanoTime() + limit.toNanos();
      ScannedImages images =
          new ScannedImages(
              catalog,
              image -> {
                if (System.nanoTime() - endNanos > 0) {
                  throw new TooSlow();
                }
                return protections.shownTo(caller, image);
              });
      return images.discover(query);
    } catch (TooSlow e) {
      throw new DiscoveryTimeoutException(limit);
    } finally {
      turns.release();
    }
  }

  private static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooSlow() {
      super(null, null, false, false);
    }
  }
}
