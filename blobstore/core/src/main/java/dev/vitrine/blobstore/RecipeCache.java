package dev.vitrine.blobstore;

import java.util.Optional;

/// Recipes in memory, those used last, bounded by their bytes. Thread-safe. Several readers of a
/// recipe that is not here load it once.
final class RecipeCache {
  /// Loads what is not here.
  @FunctionalInterface
  interface Loader {
    Recipe load(Digest name) throws BlobException;
  }

  private final DigestCache<Recipe> recipes;
  private final Loader loader;

  RecipeCache(long maxBytes, Loader loader) {
    this.recipes = new DigestCache<>("recipe", maxBytes, Recipe::memoryBytes);
    this.loader = loader;
  }

  Recipe get(Digest name) throws BlobException {
    return recipes.get(name, () -> loader.load(name));
  }

  Optional<Recipe> remembered(Digest name) {
    return Optional.ofNullable(recipes.cached(name));
  }

  void put(Digest name, Recipe recipe) {
    recipes.put(name, recipe);
  }
}
