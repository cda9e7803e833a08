package dev.vitrine.blobstore.testkit;

import dev.vitrine.blobstore.Tier;
import java.util.List;

class MemoryBlobStoreTest extends BlobStoreContract {
  @Override
  protected List<Tier> openTiers() {
    return List.of(new Tier("memory", Tier.Role.DURABLE, new MemoryBackend()));
  }
}
