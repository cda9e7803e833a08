package dev.vitrine.search;

import java.util.Map;
import java.util.Optional;

/// What an index holds: everything that a registry said up to a revision. It is written into each
/// Lucene commit, so that documents and cursor are durable together.
///
/// @param registry the identity of the registry
record Cursor(String registry, long revision) {
  /// The version of [ImageDocument] and [ImageTexts]. An index of another version is built anew.
  static final String SCHEMA = "2";

  private static final String SCHEMA_KEY = "schema";
  private static final String REGISTRY_KEY = "registry";
  private static final String REVISION_KEY = "revision";

  Map<String, String> toUserData() {
    return Map.of(
        SCHEMA_KEY, SCHEMA, REGISTRY_KEY, registry, REVISION_KEY, Long.toString(revision));
  }

  /// Empty when the commit was not written by this version.
  static Optional<Cursor> of(Map<String, String> userData) {
    String registry = userData.get(REGISTRY_KEY);
    String revision = userData.get(REVISION_KEY);
    if (!SCHEMA.equals(userData.get(SCHEMA_KEY)) || registry == null || revision == null) {
      return Optional.empty();
    }
    return Optional.of(new Cursor(registry, Long.parseLong(revision)));
  }
}
