package dev.vitrine.catalog.testkit;

import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ScanImageIndex;
import dev.vitrine.catalog.registry.Registry;

final class ScanImageIndexTest extends ImageIndexContract {
  @Override
  protected ImageIndex open(Registry registry) {
    return new ScanImageIndex(registry);
  }
}
