package dev.vitrine.cli.config;

import java.util.List;

/// A type of stores, as the configuration knows it.
///
/// @param name as operators write it
/// @param options what only stores of this type can be told, in the order of the reference page;
///   their group is where defaults are
record StoreType(String name, List<Option<?>> options) {
  StoreType {
    options = List.copyOf(options);
  }

  /// An option that stores of a type have.
  ///
  /// @param help without the name of the type
  static <T> Option<T> option(
      String storeType, String name, OptionType<T> type, String defaultText, String help) {
    return new Option<>(
        StoreOptions.DEFAULTS_GROUP, name, type, defaultText, "Type " + storeType + ": " + help);
  }
}
