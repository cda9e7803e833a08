package dev.vitrine.cli;

import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NamespaceLoader;

/// The metadata definitions of a data folder, open for a command.
record OpenDefinitions(NamespaceLoader loader, NamespaceFormat format, OpenParts parts)
    implements AutoCloseable {
  @Override
  public void close() {
    parts.close();
  }
}
