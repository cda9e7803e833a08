package dev.vitrine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.Discovery;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.DiscoveryTimeoutException;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.query.TextPattern;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.testkit.DiscoveryContract;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LuceneDiscoveryContractTest extends DiscoveryContract {
  @TempDir Path directory;

  @Override
  protected Discovery open(Registry registry) throws Exception {
    return LuceneImageIndex.open(Files.createTempDirectory(directory, "index"), registry);
  }

  @Override
  protected void close(Discovery discovery) {
    ((LuceneImageIndex) discovery).close();
  }

  @Test
  void givesUpWhenTheTimeIsUpAndGoesOnWithTheNext() throws Exception {
    try (MemoryRegistry registry = new MemoryRegistry()) {
      new Catalog(registry)
          .transaction()
          .putImage(new ImageBuilder("1", Instant.EPOCH).name("debian").build())
          .commit();
      try (LuceneImageIndex index =
          LuceneImageIndex.open(Files.createTempDirectory(directory, "index"), registry)) {
        DiscoveryQuery query =
            new DiscoveryQuery(
                new Filter.And(List.of()),
                new Criterion.Like(
                    new Criterion.Place.Name(), new TextPattern(List.of("", "bia", ""))),
                true,
                List.of(new Sort(Sort.Field.ID, true)),
                null,
                10,
                List.of());
        assertThat(index.discover(query, registry.head(), LIMIT).total()).isEqualTo(1);
        assertThatExceptionOfType(DiscoveryTimeoutException.class)
            .isThrownBy(() -> index.discover(query, registry.head(), Duration.ZERO));
        assertThat(index.discover(query, registry.head(), LIMIT).total()).isEqualTo(1);
        assertThat(index.trouble()).isEmpty();
      }
    }
  }
}
