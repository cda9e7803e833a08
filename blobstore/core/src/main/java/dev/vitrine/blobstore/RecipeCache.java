package dev.vitrine.blobstore;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Recipes in memory, those used last, bounded by their bytes. Thread-safe. Several readers of a
/// recipe that is not here load it once.
final class RecipeCache {
  /// Loads what is not here.
  @FunctionalInterface
  interface Loader {
    Recipe load(Digest name) throws BlobException;
  }

  private static final Duration LOAD_LIMIT = Duration.ofMinutes(2);

  private final long maxBytes;
  private final Loader loader;
  private final ConcurrentMap<Digest, CompletableFuture<Recipe>> loading =
      new ConcurrentHashMap<>();

  // Both guarded by `recipes`.
  private final Map<Digest, Recipe> recipes = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  RecipeCache(long maxBytes, Loader loader) {
    this.maxBytes = maxBytes;
    this.loader = loader;
  }

  Recipe get(Digest name) throws BlobException {
    Recipe cached = cached(name);
    if (cached != null) {
      return cached;
    }
    CompletableFuture<Recipe> mine = new CompletableFuture<>();
    CompletableFuture<Recipe> others = loading.putIfAbsent(name, mine);
    if (others != null) {
      return await(name, others);
    }
    try {
      Recipe loaded = loader.load(name);
      put(name, loaded);
      mine.complete(loaded);
      return loaded;
    } catch (Throwable t) {
      mine.completeExceptionally(t);
      throw t;
    } finally {
      loading.remove(name, mine);
    }
  }

  private @Nullable Recipe cached(Digest name) {
    synchronized (recipes) {
      return recipes.get(name);
    }
  }

  /// Keeps the recipe, at the cost of those not used for longest. One that is larger than the whole
  /// cache is kept alone: its blob is being read, piece by piece.
  void put(Digest name, Recipe recipe) {
    synchronized (recipes) {
      if (recipes.put(name, recipe) != null) {
        return; // the same content
      }
      bytes += recipe.memoryBytes();
      Iterator<Recipe> oldest = recipes.values().iterator();
      while (bytes > maxBytes && recipes.size() > 1) {
        bytes -= oldest.next().memoryBytes();
        oldest.remove();
      }
    }
  }

  private static Recipe await(Digest name, CompletableFuture<Recipe> others) throws BlobException {
    try {
      return Outcomes.await(others, LOAD_LIMIT, "recipe " + name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BlobException.Transient("interrupted while reading " + name, Duration.ZERO, e);
    }
  }
}
