package dev.vitrine.catalog;

import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;

/// A namespace with all that is in it, read at one moment. Each half has a revision of its own,
/// because most changes rewrite only one of them.
public record NamespaceDocument(Versioned<Namespace> head, Versioned<NamespaceContent> content) {
  public Namespace namespace() {
    return head.value();
  }
}
