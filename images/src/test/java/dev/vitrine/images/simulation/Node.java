package dev.vitrine.images.simulation;

import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobUse;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.Condemnations;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Leases;
import dev.vitrine.images.SimulatedUpload;
import dev.vitrine.images.collect.CatalogCondemnations;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.images.collect.ImageBlobUse;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One run of one process: everything that it has in memory. Another run has another.
final class Node {
  private final Catalog catalog;
  private final Leases leases;
  private final List<Tier> tiers;
  private final Flaw flaw;
  private final GarbageCollection collection;

  /// @param incarnation unique for ever
  /// @param dead incarnations that are known to be gone
  Node(
      SimulatedRegistry registry,
      Tier tier,
      String incarnation,
      Predicate<String> dead,
      int windowNames,
      Flaw flaw) {
    this.catalog = new Catalog(registry);
    this.leases = new Leases(catalog, incarnation, InstantSource.system());
    this.tiers = List.of(tier);
    this.flaw = flaw;
    BlobUse use = new ImageBlobUse(catalog, _ -> true, Set::of, lease -> dead.test(lease.holder()));
    this.collection =
        new GarbageCollection(
            catalog,
            leases,
            new LinkedHashMap<>(
                Map.of(tier.name(), new Collector(tiers, flaw.use(use), 4, windowNames))),
            flaw.collector().equals(Flaw.ALL_DEAD) ? _ -> true : dead);
  }

  /// A part of the agreement that is broken on purpose.
  record Flaw(String collector, UnaryOperator<BlobUse> uses, UnaryOperator<Condemnations> seen) {
    static final String ALL_DEAD = "takes every other collector for dead";
    static final Flaw NONE = new Flaw("", UnaryOperator.identity(), UnaryOperator.identity());

    BlobUse use(BlobUse use) {
      return uses.apply(use);
    }

    Condemnations writers(Condemnations condemnations) {
      return seen.apply(condemnations);
    }
  }

  Catalog catalog() {
    return catalog;
  }

  GarbageCollection collection() {
    return collection;
  }

  /// A store of its own for each upload and download, because those of one store wait for each
  /// other where no step is.
  BlobStore store() {
    return BlobStore.open(
        tiers,
        Runnable::run,
        flaw.writers(new CatalogCondemnations(catalog, tiers.getFirst().name())));
  }

  SimulatedUpload uploads() {
    return new SimulatedUpload(catalog, leases, store());
  }
}
