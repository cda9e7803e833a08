package dev.vitrine.blobstore.testkit;

import dev.vitrine.blobstore.Tier;
import java.util.List;

/// A cache before a remote backend.
class RemoteBlobStoreTest extends BlobStoreContract {
  @Override
  protected List<Tier> openTiers() {
    return List.of(
        new Tier("cache", Tier.Role.CACHE, new MemoryBackend()),
        new Tier("remote", Tier.Role.DURABLE, new MemoryBackend(true)));
  }
}
