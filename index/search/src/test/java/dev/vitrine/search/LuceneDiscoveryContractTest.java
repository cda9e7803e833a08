package dev.vitrine.search;

import dev.vitrine.catalog.query.Discovery;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.testkit.DiscoveryContract;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
