package dev.vitrine.images.simulation;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.BlobUse;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.Condemnations;
import dev.vitrine.blobstore.Damages;
import dev.vitrine.blobstore.Repacker;
import dev.vitrine.blobstore.Scrub;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Leases;
import dev.vitrine.images.SimulatedUpload;
import dev.vitrine.images.collect.CatalogCondemnations;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.images.collect.ImageBlobUse;
import dev.vitrine.images.collect.Repacking;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One run of one process: everything that it has in memory. Another run has another.
final class Node {
  /// A moment at which what was used at the epoch is cold, and what is used in the far future not.
  static final Instant NOW = Instant.EPOCH.plus(Duration.ofDays(100));

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
    static final String NOT_ALONE = "packs while something is collected";
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

  /// Packs and unpacks. A new repacker each time: it remembers what it looked at, and here a chunk
  /// may be cold at one moment and warm at the next.
  void repack() throws BlobException, InterruptedException {
    Repacker repacker = new Repacker(tiers, Damages.NONE, () -> NOW);
    if (flaw.collector().equals(Flaw.NOT_ALONE)) {
      repacker.run(Repacker.Pace.NONE);
      return;
    }
    SequencedMap<String, Repacker> repackers = new LinkedHashMap<>();
    repackers.put(tiers.getFirst().name(), repacker);
    for (var outcome : new Repacking(collection, repackers).run(Repacker.Pace.NONE).values()) {
      if (outcome instanceof Repacking.Outcome.Failed(BlobException failure)) {
        throw failure;
      }
    }
  }

  /// Compares all that is stored with its names.
  void scrub() throws BlobException, InterruptedException {
    new Scrub(tiers).pass(null, (_, _, _) -> {});
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
