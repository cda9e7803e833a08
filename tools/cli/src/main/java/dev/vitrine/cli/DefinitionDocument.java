package dev.vitrine.cli;

import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NewNamespace;

/// A namespace as its document says it, and as it was understood.
///
/// @param utf8 never changed
record DefinitionDocument(byte[] utf8, NewNamespace namespace) {
  /// Throws when the bytes are no such document.
  static DefinitionDocument of(byte[] utf8, NamespaceFormat format) throws Refusal.Invalid {
    return new DefinitionDocument(utf8, format.read(utf8));
  }
}
