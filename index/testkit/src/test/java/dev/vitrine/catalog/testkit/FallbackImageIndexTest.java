package dev.vitrine.catalog.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.query.FallbackImageIndex;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.catalog.query.ScanImageIndex;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.registry.Registry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class FallbackImageIndexTest {

  /// With a fast index that never answers, the whole contract is kept by the slow one.
  @Nested
  final class WhileTheFastIndexIsSick extends ImageIndexContract {
    @Override
    protected ImageIndex open(Registry registry) {
      return new FallbackImageIndex(new SickIndex(), new ScanImageIndex(registry));
    }
  }

  @Test
  void waitsForTheFastIndexOnlyOnceInAWhile() throws Exception {
    SickIndex sick = new SickIndex();
    try (MemoryRegistry registry = new MemoryRegistry();
        ImageIndex index = new FallbackImageIndex(sick, new ScanImageIndex(registry))) {
      ImageQuery everything =
          new ImageQuery(
              new Filter.And(List.of()), List.of(new Sort(Sort.Field.ID, true)), null, 10);
      for (int search = 0; search < 3; search++) {
        assertThat(index.search(everything, 0, Duration.ofSeconds(1))).isEmpty();
      }
      assertThat(sick.asked).hasValue(3);
      assertThat(sick.waitedFor).hasValue(1);
    }
  }

  private static final class SickIndex implements ImageIndex {
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger waitedFor = new AtomicInteger();

    @Override
    public List<String> search(ImageQuery query, long revision, Duration limit)
        throws IndexBehindException {
      asked.incrementAndGet();
      if (limit.isPositive()) {
        waitedFor.incrementAndGet();
      }
      throw new IndexBehindException(revision, 0);
    }

    @Override
    public void close() {}
  }
}
