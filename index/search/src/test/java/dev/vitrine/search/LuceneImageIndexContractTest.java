package dev.vitrine.search;

import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.testkit.ImageIndexContract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LuceneImageIndexContractTest extends ImageIndexContract {
  @TempDir Path directory;

  @Override
  protected ImageIndex open(Registry registry) throws Exception {
    return LuceneImageIndex.open(Files.createTempDirectory(directory, "index"), registry);
  }
}
