package dev.vitrine.catalog.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.catalog.registry.Registry;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UsageCensusTest {
  private final Registry registry = new MemoryRegistry();
  private final UsageCensus census = new UsageCensus(registry);

  /// Whatever is done to images, in whatever order: the counters are what the images add up to.
  @Test
  void findsTheCountersToBeWhatTheImagesAddUpTo() throws Exception {
    long seed = Seeds.next("UsageCensusTest.findsTheCountersToBeWhatTheImagesAddUpTo");
    var catalogue = new RandomCatalogue(new Random(seed));
    var catalog = new Catalog(registry);
    for (int step = 0; step < 1_000; step++) {
      catalogue.change(catalog).commit();
      if (step % 100 == 99) {
        assertThat(census.differences()).as("seed %d, step %d", seed, step).isEmpty();
      }
    }
    try (var counters = registry.scan("usage/", null)) {
      assertThat(counters).isNotEmpty();
    }
  }
}
