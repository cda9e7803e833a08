package dev.vitrine.catalog;

/// Where an image's bytes are.
public sealed interface Location {
  /// The id of the store that holds them.
  String store();

  /// In the chunk store, under a recipe.
  ///
  /// @param recipe the recipe's digest, 64 hexadecimal digits
  record Blob(String store, String recipe) implements Location {}
}
