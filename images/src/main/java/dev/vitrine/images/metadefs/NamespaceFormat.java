package dev.vitrine.images.metadefs;

import dev.vitrine.images.access.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Namespaces as documents, one a file. What is written can be read.
public interface NamespaceFormat {
  /// Throws when the bytes are no such document; the message says where.
  NewNamespace read(byte[] utf8) throws Refusal.Invalid;

  byte[] write(WholeNamespace namespace);

  /// A page of the list of namespaces of another service.
  Page readPage(byte[] utf8) throws Refusal.Invalid;

  /// What a service that was told to load a namespace did with it.
  NamespaceLoader.Outcome readOutcome(byte[] utf8) throws Refusal.Invalid;

  /// @param next path and query of the next page; null when this is the last
  record Page(List<String> names, @Nullable String next) {}
}
