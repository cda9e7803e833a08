package dev.vitrine.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.catalog.testkit.ListingOracle;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random lists of thousands of images under writes. `-Doracle.queries=10000` asks as many as one
/// has the time for.
final class ListingOracleTest {
  private static final int IMAGES = 5_000;
  private static final int WRITES_PER_SECOND = 100;
  private static final String FEW = "32";

  @TempDir Path directory;

  @Test
  void everyPageIsWhatAScanOfTheRegistryFindsWhileItIsWrittenTo() throws Exception {
    Random random = new Random(Seeds.next("ListingOracleTest"));
    String queries = System.getProperty("oracle.queries", "");
    try (MemoryRegistry registry = new MemoryRegistry();
        LuceneImageIndex index = LuceneImageIndex.open(directory, registry)) {
      ListingOracle oracle = new ListingOracle(registry, index, IMAGES, random);
      // Some ids are drawn twice, some changes are deletions.
      oracle.fill(4 * IMAGES);

      ListingOracle.Outcome outcome =
          oracle.compare(Integer.parseInt(queries.isBlank() ? FEW : queries), WRITES_PER_SECOND);

      System.out.println("ListingOracleTest: " + outcome);
      assertThat(outcome.found()).isPositive();
      assertThat(outcome.writes()).isPositive();
    }
  }
}
