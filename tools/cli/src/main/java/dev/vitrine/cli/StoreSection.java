package dev.vitrine.cli;

import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.StoreOptions;

/// What the configuration says about one store.
///
/// @param id what the store is called
/// @param group the section that is asked first
record StoreSection(Configuration configuration, String id, String group) {

  /// What holds for this store.
  <T> T get(Option<T> option) {
    return configuration.get(StoreOptions.in(group, option));
  }

  /// Whether somebody set it, for this store or for all.
  boolean isSet(Option<?> option) {
    return configuration.isSet(StoreOptions.in(group, option));
  }
}
