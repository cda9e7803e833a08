package dev.vitrine.blobstore;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds what recipes in use name and no durable tier has, by names alone. Reads only.
///
/// **Memory** is bounded as that of [Garbage] is, but for what is missing.
final class MissingObjects {
  private final Tiers tiers;
  private final List<ChunkBackend> backends;

  MissingObjects(List<Tier> tiers) {
    this.tiers = new Tiers(tiers);
    this.backends =
        tiers.stream().filter(tier -> tier.role() == Tier.Role.DURABLE).map(Tier::backend).toList();
  }

  /// @param required recipes that must be there
  Set<StoredName> of(Set<Digest> required) throws BlobException, InterruptedException {
    Set<StoredName> missing = new HashSet<>();
    Set<Digest> readable = new HashSet<>(required);
    int from = 0;
    while (from < StoredName.PREFIXES) {
      DigestTable present = new DigestTable(1024);
      int to = from;
      // Chunks first, recipes after: what a recipe names was there before the recipe.
      while (to < StoredName.PREFIXES && (to == from || present.size() < Garbage.GROUP_CHUNKS)) {
        Garbage.stopWhenInterrupted();
        for (ChunkBackend backend : backends) {
          for (ChunkBackend.Listed chunk : Listing.of(backend, StoredName.Kind.CHUNK, to)) {
            present.add(chunk.name().digest(), 0);
          }
        }
        to++;
      }
      for (Digest recipe : required) {
        Garbage.stopWhenInterrupted();
        if (readable.contains(recipe) && !addMissing(recipe, from, to, present, missing)) {
          readable.remove(recipe);
          missing.add(StoredName.recipe(recipe));
        }
      }
      from = to;
    }
    return missing;
  }

  /// Returns false when the recipe cannot be read.
  private boolean addMissing(
      Digest name, int from, int to, DigestTable present, Set<StoredName> missing)
      throws BlobException {
    Recipe recipe;
    try {
      recipe = tiers.recipe(name);
    } catch (BlobException.NotFound | BlobException.Corrupt e) {
      return false;
    }
    Set<StoredName> unlisted = new HashSet<>();
    recipe.forEachChunk(digest -> {
      int prefix = digest.firstByte();
      if (prefix >= from && prefix < to && !present.contains(digest)) {
        unlisted.add(StoredName.chunk(digest));
      }
    });
    for (StoredName chunk : unlisted) {
      if (!isThere(chunk)) { // asked again, since a list may be late
        missing.add(chunk);
      }
    }
    return true;
  }

  private boolean isThere(StoredName chunk) throws BlobException {
    for (ChunkBackend backend : backends) {
      if (backend.length(chunk).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
