package dev.vitrine.backend.filesystem;

import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.testkit.BlobStoreContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class FileSystemBlobStoreTest extends BlobStoreContract {
  @TempDir Path directory;

  @Override
  protected List<Tier> openTiers() throws Exception {
    return List.of(new Tier("disk", Tier.Role.DURABLE, FileSystemBackend.open(directory)));
  }
}
