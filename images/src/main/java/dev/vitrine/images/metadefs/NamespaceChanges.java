package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.NamespaceDocument;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.images.Commits;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy.Action;
import dev.vitrine.images.access.Refusal;

/// Changes what is in a namespace: reads it whole, lets somebody decide, commits what they made of
/// it, and begins anew when somebody else was faster. Thread-safe.
final class NamespaceChanges {
  private final Catalog catalog;
  private final NamespaceAccess access;

  NamespaceChanges(Catalog catalog, NamespaceAccess access) {
    this.catalog = catalog;
    this.access = access;
  }

  /// Decides about the content of a namespace; may be asked more than once.
  @FunctionalInterface
  interface Edit<T> {
    Edited<T> apply(Namespace namespace, NamespaceContent content) throws Refusal;
  }

  /// @param result what the caller gets when the content was committed
  record Edited<T>(NamespaceContent content, T result) {}

  <T> T commit(Caller caller, String name, Edit<T> edit, Action... actions)
      throws Refusal, InterruptedException {
    return Commits.retrying(() -> {
      NamespaceDocument document = access.find(caller, name, actions);
      Edited<T> edited = edit.apply(document.namespace(), document.content().value());
      if (edited.content().equals(document.content().value())) {
        return edited.result();
      }
      CatalogTransaction transaction =
          catalog
              .transaction()
              .expectNamespace(document.head())
              .expectNamespaceContent(name, document.content())
              .putNamespaceContent(name, edited.content());
      DefinitionRules.checkWeight(name, transaction.bytes());
      transaction.commit();
      return edited.result();
    });
  }

  /// Nothing in a protected namespace is taken away.
  static void requireUnprotected(Namespace namespace, String what, String name)
      throws Refusal.Forbidden {
    if (namespace.isProtected()) {
      throw new Refusal.Forbidden(
          "Metadata definition " + what + " " + name + " is protected and cannot be deleted.");
    }
  }
}
