package dev.vitrine.catalog;

import java.util.List;

/// The writers whose end a collector waits for before it dooms what it has condemned in a store.
/// Immutable.
///
/// @param store what they are awaited for
/// @param writers leases, each by a name that no later lease has
public record AwaitedWriters(String store, List<String> writers) {
  public AwaitedWriters {
    writers = List.copyOf(writers);
  }
}
