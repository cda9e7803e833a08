package dev.vitrine.cli;

import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.LoadMode;
import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NamespaceLoader.Outcome;

/// The metadata definitions of a Vitrine that runs, which loads what it is sent by itself.
final class RunningDefinitions implements DefinitionTarget {
  private final ImageServiceClient service;
  private final NamespaceFormat format;

  /// Takes over the client.
  RunningDefinitions(ImageServiceClient service, NamespaceFormat format) {
    this.service = service;
    this.format = format;
  }

  @Override
  public Outcome load(DefinitionDocument document, LoadMode mode)
      throws CommandFailure, InterruptedException {
    byte[] answer = service.post("/v2/metadefs/load?mode=" + mode.text(), document.utf8());
    try {
      return format.readOutcome(answer);
    } catch (Refusal.Invalid e) {
      throw CommandFailure.unavailable(service + " does not say what it did: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
