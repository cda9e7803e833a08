package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.testkit.RegistryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class RocksRegistryContractTest extends RegistryContract {
  @TempDir private Path directory;
  private int registries;

  @Override
  protected Registry create(int feedCommits) {
    return RocksRegistry.open(
        directory.resolve("registry" + registries++),
        new RocksRegistry.Options(feedCommits, Committer.LIMIT));
  }
}
