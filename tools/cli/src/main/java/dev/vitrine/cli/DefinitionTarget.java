package dev.vitrine.cli;

import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.LoadMode;
import dev.vitrine.images.metadefs.NamespaceLoader.Outcome;

/// Where metadata definitions are loaded to: a data folder whose service is stopped, or a service
/// that runs.
interface DefinitionTarget extends AutoCloseable {
  /// Loads one namespace, whole or not at all.
  Outcome load(DefinitionDocument document, LoadMode mode)
      throws Refusal, CommandFailure, InterruptedException;

  @Override
  void close();
}
