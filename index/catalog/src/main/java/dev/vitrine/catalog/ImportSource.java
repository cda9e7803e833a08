package dev.vitrine.catalog;

/// Where the data of an import comes from.
public sealed interface ImportSource {

  /// It was staged.
  record Direct() implements ImportSource {}

  /// It is fetched from an address of the web.
  ///
  /// @param uri without name and password
  record Web(String uri) implements ImportSource {}

  /// The image has it already, in another store.
  record Copy() implements ImportSource {}

  /// The name of the method as callers know it.
  default String method() {
    return switch (this) {
      case Direct _ -> "glance-direct";
      case Web _ -> "web-download";
      case Copy _ -> "copy-image";
    };
  }
}
