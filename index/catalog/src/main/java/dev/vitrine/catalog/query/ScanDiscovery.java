package dev.vitrine.catalog.query;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.registry.Registry;
import java.time.Duration;

/// The discovery that has no index: every search reads every image. What it finds is right by
/// inspection, so others are compared with it. Does not own the registry.
public final class ScanDiscovery implements Discovery {
  private final Registry registry;

  public ScanDiscovery(Registry registry) {
    this.registry = registry;
  }

  @Override
  public Findings discover(DiscoveryQuery query, long revision, Duration limit)
      throws IndexBehindException, InterruptedException {
    long head = registry.awaitBeyond(revision - 1, limit);
    if (head < revision) {
      throw new IndexBehindException(revision, head);
    }
    return new ScannedImages(new Catalog(registry)).discover(query);
  }
}
