package dev.vitrine.catalog;

import org.jspecify.annotations.Nullable;

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

  /// It lies where somebody says, and stays there.
  ///
  /// @param url without name and key
  /// @param hash what it is known to be; null when nobody says
  record Registered(String url, @Nullable KnownHash hash) implements ImportSource {}

  /// Another region's image service has it.
  ///
  /// @param endpointInterface which of that service's endpoints to ask
  record Region(String name, String imageId, String endpointInterface) implements ImportSource {}

  /// A secure hash in hexadecimal digits.
  record KnownHash(String algorithm, String value) {}

  /// The name of the method as callers know it.
  default String method() {
    return switch (this) {
      case Direct _ -> "glance-direct";
      case Web _ -> "web-download";
      case Copy _ -> "copy-image";
      case Registered _ -> "location-import";
      case Region _ -> "glance-download";
    };
  }
}
