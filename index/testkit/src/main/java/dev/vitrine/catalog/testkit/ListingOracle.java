package dev.vitrine.catalog.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.ScannedImages;
import dev.vitrine.catalog.registry.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Holds an index against a plain scan of the registry, page by page, while the registry is written
/// to all the time. A page and its scan are of one revision: no commit happens between the two, but
/// before and after them, so that the index never rests and pages of one list see other images.
public final class ListingOracle {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST_PAGES = 4;

  /// Queries that share a scan; reading all records costs more than asking.
  private static final int TOGETHER = 16;

  private final Registry registry;
  private final Catalog catalog;
  private final ImageIndex index;
  private final RandomCatalogue writing;
  private final RandomCatalogue asking;

  /// Fair, or the side that is faster would not let the other in.
  private final ReentrantLock lock = new ReentrantLock(true);

  private volatile boolean over;

  /// @param images about how many images there are
  public ListingOracle(Registry registry, ImageIndex index, int images, Random random) {
    this.registry = registry;
    this.catalog = new Catalog(registry);
    this.index = index;
    this.writing = new RandomCatalogue(new Random(random.nextLong()), images);
    this.asking = new RandomCatalogue(new Random(random.nextLong()), images);
  }

  /// What was compared.
  public record Outcome(int queries, int pages, long found, long writes, Duration took) {}

  /// Writes so many changes at once.
  public void fill(int changes) throws Exception {
    for (int change = 0; change < changes; change++) {
      writing.change(catalog).commit();
    }
  }

  /// Asks so many queries, all their pages up to the fourth, while `writesPerSecond` go on.
  public Outcome compare(int queries, int writesPerSecond) throws Exception {
    long began = System.nanoTime();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Callable<Long> work = () -> write(writesPerSecond);
      Future<Long> writes = thread.submit(work);
      int pages = 0;
      long found = 0;
      try {
        for (int asked = 0; asked < queries; asked += TOGETHER) {
          int together = Math.min(TOGETHER, queries - asked);
          List<ImageQuery> next =
              Stream.generate(() -> asking.query(catalog)).limit(together).toList();
          for (int page = 0; !next.isEmpty() && page < MOST_PAGES; page++) {
            List<Page> answered = pages(next);
            pages += answered.size();
            found += answered.stream().mapToLong(each -> each.ids().size()).sum();
            next = answered.stream().flatMap(each -> each.next().stream()).toList();
          }
        }
      } finally {
        over = true;
      }
      long written = writes.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return new Outcome(
          queries, pages, found, written, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  private record Page(List<String> ids, Optional<ImageQuery> next) {}

  /// The page of each query that both found, and the query of the page after it, if there may be
  /// one.
  private List<Page> pages(List<ImageQuery> queries) throws Exception {
    lock.lock();
    try {
      ScannedImages scanned = new ScannedImages(catalog);
      List<Page> pages = new ArrayList<>();
      for (ImageQuery query : queries) {
        List<String> ids = index.search(query, registry.head(), LIMIT);
        assertThat(ids)
            .as("at revision %s, %s", registry.head(), query)
            .isEqualTo(scanned.search(query));
        boolean last = ids.isEmpty() || ids.size() < query.limit();
        pages.add(
            new Page(ids, last ? Optional.empty() : Optional.of(after(query, ids.getLast()))));
      }
      return pages;
    } finally {
      lock.unlock();
    }
  }

  private ImageQuery after(ImageQuery query, String id) throws Exception {
    Image last = catalog.image(id).map(Versioned::value).orElseThrow();
    return new ImageQuery(query.filter(), query.order(), last, query.limit());
  }

  /// Whatever became due while a page was compared is written before the next one is, so that a
  /// slow machine sees as many writes a second as a fast one.
  private long write(int perSecond) throws Exception {
    long began = System.nanoTime();
    long written = 0;
    while (!over) {
      long due = (System.nanoTime() - began) * perSecond / TimeUnit.SECONDS.toNanos(1);
      if (written >= due) {
        TimeUnit.MILLISECONDS.sleep(1);
        continue;
      }
      lock.lock();
      try {
        for (; written < due; written++) {
          writing.change(catalog).commit();
        }
      } finally {
        lock.unlock();
      }
    }
    return written;
  }
}
