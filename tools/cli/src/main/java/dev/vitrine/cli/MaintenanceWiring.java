package dev.vitrine.cli;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.CollectionPlan;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.hash.HashingThreads;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.transfer.CatalogueImport;
import dev.vitrine.catalog.transfer.DamagedCatalogueException;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.images.scrub.KnownDamages;
import dev.vitrine.images.scrub.Scrubber;
import dev.vitrine.images.stores.Stores;
import dev.vitrine.registry.rocksdb.RocksRegistry;
import dev.vitrine.search.LuceneImageIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/// Puts together what commands need that work on a data folder without its service, or look at it
/// beside the service. Each closes what it opened; those that change something hold the folder's
/// lock.
final class MaintenanceWiring {
  private MaintenanceWiring() {}

  /// Opens what there is for reading, also beside a running service.
  static Inspection inspect(Configuration configuration, DataFolder folder) throws CommandFailure {
    folder.requireUsed();
    OpenParts parts = new OpenParts();
    try {
      Registry registry = parts.add(RegistryWiring.openReadOnly(folder));
      Stores stores = stores(configuration, folder, TierWiring.Access.LOOK, parts);
      return new Inspection(new Catalog(registry), stores, parts);
    } catch (CommandFailure | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /// Builds the index anew from the registry, while no service runs.
  ///
  /// @param progress told how many images are done
  static void rebuildIndex(DataFolder folder, LongConsumer progress) throws CommandFailure {
    folder.requireUsed();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      Registry registry = parts.add(RegistryWiring.open(folder));
      LuceneImageIndex.rebuild(folder.index(), registry, progress);
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "the index in " + folder.index() + " cannot be written: " + e.getMessage(), e);
    }
  }

  /// Counts anew what projects have, while no service runs; returns what was wrong.
  static List<UsageCensus.Difference> recount(DataFolder folder)
      throws CommandFailure, InterruptedException {
    folder.requireUsed();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      return new UsageCensus(parts.add(RegistryWiring.open(folder))).correct();
    } catch (ConflictException | RegistryException e) {
      throw CommandFailure.unavailable("the counts cannot be corrected: " + e.getMessage(), e);
    }
  }

  /// Makes the registry of what was exported, while no service runs; returns the number of records.
  /// It gets its place when it is whole, so whatever goes wrong leaves none.
  static long importCatalogue(DataFolder folder, Path file)
      throws CommandFailure, InterruptedException {
    folder.create();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      folder.requireNoRegistry();
      Path draft = folder.clearedRegistryDraft();
      long records;
      try (Registry registry = RocksRegistry.open(draft)) {
        records = new CatalogueImport(registry).readFrom(file);
      }
      folder.promoteRegistryDraft();
      return records;
    } catch (DamagedCatalogueException e) {
      throw CommandFailure.unavailable(file + " is not imported: " + e.getMessage(), e);
    } catch (ConflictException | RegistryException e) {
      throw CommandFailure.unavailable("the registry cannot be made: " + e.getMessage(), e);
    } catch (IOException e) {
      throw CommandFailure.unavailable(file + " cannot be imported: " + e, e);
    }
  }

  /// What a collection would delete, by the name of the store; also beside a running service.
  static SequencedMap<String, CollectionPlan> planCollection(
      Configuration configuration, DataFolder folder)
      throws CommandFailure, BlobException, InterruptedException {
    try (Inspection inspection = inspect(configuration, folder)) {
      Catalog catalog = inspection.catalog();
      return CareWiring.collection(catalog, ownLeases(catalog), inspection.stores()).plan();
    }
  }

  /// Deletes what no image needs, while no service runs.
  static SequencedMap<String, GarbageCollection.Outcome> collect(
      Configuration configuration, DataFolder folder) throws CommandFailure, InterruptedException {
    folder.requireUsed();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      Catalog catalog = new Catalog(parts.add(RegistryWiring.open(folder)));
      Stores stores = stores(configuration, folder, TierWiring.Access.CHANGE, parts);
      // Nobody else is here, so there is nobody to wait for.
      return CareWiring.collection(catalog, ownLeases(catalog), stores)
          .collect(Collector.patience(Duration.ofMinutes(1), Duration.ofMillis(10)));
    } catch (RegistryException e) {
      throw CommandFailure.unavailable(
          "the collection could not be finished: " + e.getMessage(), e);
    }
  }

  /// Compares all that is stored with its names and mends what can be mended, while no service
  /// runs. What is lost is told to `lost`.
  static SequencedMap<String, Scrubber.Outcome> scrub(
      Configuration configuration, DataFolder folder, Consumer<List<DamagedObject>> lost)
      throws CommandFailure, InterruptedException {
    folder.requireUsed();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      HashingThreads hashing = parts.add(HashingThreads.start());
      Catalog catalog = new Catalog(parts.add(RegistryWiring.open(folder)));
      KnownDamages damages = new KnownDamages(catalog);
      ChunkStores chunks =
          new ChunkStores(
              new TierWiring(configuration, folder, TierWiring.Access.CHANGE),
              tiers -> CareWiring.open(tiers, hashing, catalog, damages, false),
              parts);
      Stores stores = new StoreWiring(configuration, chunks, Optional.empty(), parts).stores();
      SequencedMap<String, Scrubber.Outcome> outcomes =
          CareWiring.scrubber(catalog, ownLeases(catalog), stores, damages, InstantSource.system())
              .scrub(true, _ -> true, _ -> 0);
      lost.accept(damages.all());
      return outcomes;
    } catch (RegistryException e) {
      throw CommandFailure.unavailable("the scrub could not be finished: " + e.getMessage(), e);
    }
  }

  /// Gives up the commits that the registry has lost, while no service runs; returns their number.
  ///
  /// @param copies where the damaged log is kept
  static long acceptLoss(DataFolder folder, Path copies) throws CommandFailure {
    folder.requireUsed();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      return RocksRegistry.giveUpLostCommits(folder.registry(), copies);
    } catch (RegistryException e) {
      throw RegistryWiring.failure(e);
    }
  }

  /// The stores of a data folder that no service of this process uses, in which nothing is written
  /// but by a collector.
  private static Stores stores(
      Configuration configuration, DataFolder folder, TierWiring.Access access, OpenParts parts)
      throws CommandFailure {
    ChunkStores chunks =
        new ChunkStores(
            new TierWiring(configuration, folder, access),
            tiers -> BlobStore.open(tiers, Runnable::run),
            parts);
    return new StoreWiring(configuration, chunks, Optional.empty(), parts).stores();
  }

  private static Leases ownLeases(Catalog catalog) {
    return new Leases(catalog, UUID.randomUUID().toString(), InstantSource.system());
  }
}
