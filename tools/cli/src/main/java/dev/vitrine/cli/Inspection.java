package dev.vitrine.cli;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.images.stores.Stores;

/// A data folder, and what its configuration names beside it, opened to be looked at, also beside a
/// running service.
record Inspection(Catalog catalog, Stores stores, OpenParts parts) implements AutoCloseable {
  @Override
  public void close() {
    parts.close();
  }
}
