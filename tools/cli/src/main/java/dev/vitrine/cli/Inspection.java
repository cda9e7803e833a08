package dev.vitrine.cli;

import dev.vitrine.blobstore.Tier;
import dev.vitrine.catalog.Catalog;
import java.util.List;

/// A data folder opened to be looked at, also beside a running service.
record Inspection(Catalog catalog, List<Tier> tiers, OpenParts parts) implements AutoCloseable {
  Inspection {
    tiers = List.copyOf(tiers);
  }

  @Override
  public void close() {
    parts.close();
  }
}
