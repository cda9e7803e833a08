package dev.vitrine.cli;

import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.LoadMode;
import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NamespaceLoader;
import dev.vitrine.images.metadefs.NamespaceLoader.Outcome;

/// The metadata definitions of a data folder, open for a command.
record OpenDefinitions(NamespaceLoader loader, NamespaceFormat format, OpenParts parts)
    implements DefinitionTarget {
  @Override
  public Outcome load(DefinitionDocument document, LoadMode mode)
      throws Refusal, InterruptedException {
    return loader.load(document.namespace(), mode);
  }

  @Override
  public void close() {
    parts.close();
  }
}
