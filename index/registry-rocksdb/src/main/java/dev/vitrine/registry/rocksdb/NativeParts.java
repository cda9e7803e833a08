package dev.vitrine.registry.rocksdb;

import dev.vitrine.catalog.registry.RegistryException;
import java.util.ArrayDeque;
import java.util.Deque;

/// What a database is opened with and from. RocksDB's objects must be closed in the opposite order
/// of their making: handles before the database, the database before its options.
///
/// For one thread at a time.
final class NativeParts implements AutoCloseable {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T keep(T part) {
    parts.addLast(part);
    return part;
  }

  /// Has something done when all parts are closed.
  void afterwards(AutoCloseable last) {
    parts.addFirst(last);
  }

  /// Closes all of them, also when some fail.
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.removeLast().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new RegistryException("cannot close the registry", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
