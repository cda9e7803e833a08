package dev.vitrine.catalog;

import java.util.List;

/// Stored names that a collector wants to delete. As long as the record is there, whoever writes
/// asks it before they rely on one of the names; see docs/decisions/049-collector.md. Immutable.
///
/// @param id unique for ever
/// @param store which store has the names; the same ones in others are others'
/// @param doomed whether the names may be deleted at any moment; before that they can be spared
/// @param holder the incarnation that deletes them
/// @param chunks digests, in hexadecimal
/// @param recipes digests, in hexadecimal
public record CondemnedBatch(
    String id,
    String store,
    boolean doomed,
    String holder,
    List<String> chunks,
    List<String> recipes) {
  public CondemnedBatch {
    chunks = List.copyOf(chunks);
    recipes = List.copyOf(recipes);
  }
}
