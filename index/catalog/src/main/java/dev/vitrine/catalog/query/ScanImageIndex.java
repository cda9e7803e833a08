package dev.vitrine.catalog.query;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.registry.Registry;
import java.time.Duration;
import java.util.List;

/// The index that is none: every search reads every image. What it finds is right by inspection, so
/// other indexes are compared with it, and it answers while they cannot ([FallbackImageIndex]).
/// Does not own the registry.
public final class ScanImageIndex implements ImageIndex {
  private final Registry registry;

  public ScanImageIndex(Registry registry) {
    this.registry = registry;
  }

  @Override
  public List<String> search(ImageQuery query, long revision, Duration limit)
      throws IndexBehindException, InterruptedException {
    long head = registry.awaitBeyond(revision - 1, limit);
    if (head < revision) {
      throw new IndexBehindException(revision, head);
    }
    return new ScannedImages(new Catalog(registry)).search(query);
  }

  @Override
  public void close() {}
}
