package dev.vitrine.cli;

import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.cli.config.TierOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens each chunk store when it is first asked for: the one in the data folder, and those with
/// tiers of their own. They are closed with the parts.
final class ChunkStores {
  private final TierWiring tiers;
  private final Function<List<Tier>, BlobStore> opener;
  private final OpenParts parts;
  private final Map<List<String>, BlobStore> named = new LinkedHashMap<>();
  private @Nullable BlobStore inDataFolder;

  /// @param opener makes a store of its tiers, and takes them over
  ChunkStores(TierWiring tiers, Function<List<Tier>, BlobStore> opener, OpenParts parts) {
    this.tiers = tiers;
    this.opener = opener;
    this.parts = parts;
  }

  /// The store in the data folder.
  BlobStore inDataFolder() throws CommandFailure {
    if (inDataFolder == null) {
      inDataFolder = open(tiers.inDataFolder());
    }
    return inDataFolder;
  }

  /// The store that the section describes.
  BlobStore of(StoreSection section) throws CommandFailure {
    List<String> sections = section.get(TierOptions.TIERS);
    if (sections.isEmpty()) {
      return inDataFolder();
    }
    BlobStore opened = named.get(sections);
    if (opened == null) {
      for (List<String> others : named.keySet()) {
        for (String tier : sections) {
          if (others.contains(tier)) {
            throw CommandFailure.wrongUse("two stores have the tier " + tier);
          }
        }
      }
      opened = open(tiers.named(section.id(), sections));
      named.put(sections, opened);
    }
    return opened;
  }

  private BlobStore open(List<Tier> opened) {
    return parts.add(opener.apply(opened));
  }
}
