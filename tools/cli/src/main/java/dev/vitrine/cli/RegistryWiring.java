package dev.vitrine.cli;

import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.registry.rocksdb.RocksRegistry;

/// Opens the registry of a data folder, and says to people why it cannot be opened.
final class RegistryWiring {
  private RegistryWiring() {}

  static RocksRegistry open(DataFolder folder) throws CommandFailure {
    try {
      return RocksRegistry.open(folder.registry());
    } catch (RegistryException e) {
      throw failure(e);
    }
  }

  /// The registry as it is now, also beside a running service.
  static RocksRegistry openReadOnly(DataFolder folder) throws CommandFailure {
    try {
      return RocksRegistry.openReadOnly(folder.registry());
    } catch (RegistryException e) {
      throw failure(e);
    }
  }

  /// The message of the exception names the folder.
  static CommandFailure failure(RegistryException e) {
    String advice =
        e instanceof RegistryException.LostCommits
            ? "; nothing was changed. Bring back a copy of the folder, or go on without them as"
                + " 'vitrine accept-loss --help' tells"
            : "";
    return CommandFailure.unavailable(e.getMessage() + advice, e);
  }
}
