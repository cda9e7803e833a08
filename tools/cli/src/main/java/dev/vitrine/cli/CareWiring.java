package dev.vitrine.cli;

import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.hash.HashingThreads;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Leases;
import dev.vitrine.images.collect.CatalogCondemnations;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.images.scrub.KnownDamages;
import dev.vitrine.images.scrub.Scrubber;
import dev.vitrine.images.stores.Stores;
import java.time.InstantSource;
import java.util.List;

/// Chunk stores whose garbage is collected and whose damage is looked after, and who does that.
final class CareWiring {
  private CareWiring() {}

  /// A chunk store whose garbage is collected and whose damage is looked after.
  static BlobStore open(
      List<Tier> tiers,
      HashingThreads hashing,
      Catalog catalog,
      KnownDamages damages,
      boolean verifyOnRead) {
    String name = BlobStore.name(tiers);
    return BlobStore.open(
        tiers, hashing, new CatalogCondemnations(catalog, name), damages.of(name), verifyOnRead);
  }

  /// One process owns the registry, so every other incarnation is dead.
  static Scrubber scrubber(
      Catalog catalog, Leases leases, Stores stores, KnownDamages damages, InstantSource clock) {
    return new Scrubber(
        catalog, leases, stores, damages, holder -> !holder.equals(leases.incarnation()), clock);
  }

  /// One process owns the registry, so every other incarnation is dead.
  static GarbageCollection collection(Catalog catalog, Leases leases, Stores stores) {
    return GarbageCollection.of(
        catalog, leases, stores, holder -> !holder.equals(leases.incarnation()));
  }
}
