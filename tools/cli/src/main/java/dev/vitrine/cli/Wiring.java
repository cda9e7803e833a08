package dev.vitrine.cli;

import dev.vitrine.api.AccessLog;
import dev.vitrine.api.ApiOptions;
import dev.vitrine.api.ImageJson;
import dev.vitrine.api.ImagesApi;
import dev.vitrine.api.LocationFields;
import dev.vitrine.api.PropertyChecks;
import dev.vitrine.api.RouteGroup;
import dev.vitrine.api.discovery.SearchRoutes;
import dev.vitrine.api.identity.Barbican;
import dev.vitrine.api.identity.BarbicanKeys;
import dev.vitrine.api.identity.CallerEndpoints;
import dev.vitrine.api.identity.Callers;
import dev.vitrine.api.metadefs.DefinitionValidator;
import dev.vitrine.api.metadefs.MetadefRoutes;
import dev.vitrine.api.metadefs.NamespaceFiles;
import dev.vitrine.api.schema.ImageSchema;
import dev.vitrine.api.upkeep.CollectorRoutes;
import dev.vitrine.api.upkeep.ScrubberRoutes;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.CollectionPlan;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.hash.HashingThreads;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.catalog.query.FallbackImageIndex;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ScanImageIndex;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.transfer.CatalogueImport;
import dev.vitrine.catalog.transfer.DamagedCatalogueException;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.FormatOptions;
import dev.vitrine.cli.config.ImageOptions;
import dev.vitrine.cli.config.Options;
import dev.vitrine.cli.config.StoreOptions;
import dev.vitrine.cli.config.TransportOptions;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.formats.FormatRules;
import dev.vitrine.http.Handler;
import dev.vitrine.http.netty.HttpServer;
import dev.vitrine.http.netty.HttpServerOptions;
import dev.vitrine.http.netty.TlsFiles;
import dev.vitrine.http.netty.Transport;
import dev.vitrine.images.DataChecks;
import dev.vitrine.images.HashOptions;
import dev.vitrine.images.ImageDiscovery;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.ImageServiceOptions;
import dev.vitrine.images.ImportService;
import dev.vitrine.images.KeyKeeper;
import dev.vitrine.images.LocationOptions;
import dev.vitrine.images.SpaceWatch;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.access.RulePolicy;
import dev.vitrine.images.collect.CatalogCondemnations;
import dev.vitrine.images.collect.CollectionSchedule;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.images.collect.Repacking;
import dev.vitrine.images.metadefs.Definitions;
import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NamespaceLoader;
import dev.vitrine.images.scrub.KnownDamages;
import dev.vitrine.images.scrub.ScrubSchedule;
import dev.vitrine.images.scrub.Scrubber;
import dev.vitrine.images.stores.Stores;
import dev.vitrine.registry.rocksdb.RocksRegistry;
import dev.vitrine.search.LuceneImageIndex;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts the service together, by hand, bottom first:
///
/// ```
/// FileSystemBackend → Tier → BlobStore ─┐
/// RocksRegistry → Catalog ──────────────┼→ ImageService → ImagesApi → HttpServer
///        ├→ LuceneImageIndex, or else ──┘       ↑
///        │  a scan (FallbackImageIndex)         │
///        └→ ImageDiscovery → SearchRoutes ──────┘
/// ```
///
/// What was opened is closed in the opposite order; when a part cannot be opened, those before it
/// are closed and the failure says which part it was.
final class Wiring {
  private Wiring() {}

  /// Opens everything and listens.
  static RunningService serve(
      Configuration configuration, DataFolder folder, Preparation preparation)
      throws CommandFailure {
    InetSocketAddress listen = ListenAddress.of(configuration);
    folder.create();
    OpenParts parts = new OpenParts();
    try {
      parts.add(folder.lock());
      HashingThreads hashing = parts.add(HashingThreads.start());
      Registry registry = parts.add(openRegistry(folder));
      Catalog catalog = new Catalog(registry);
      KnownDamages damages = new KnownDamages(catalog);
      boolean verifyOnRead = configuration.get(StoreOptions.VERIFY_ON_READ);
      ChunkStores chunks =
          new ChunkStores(
              new TierWiring(configuration, folder, TierWiring.Access.CHANGE),
              tiers -> open(tiers, hashing, catalog, damages, verifyOnRead),
              parts);
      fillNewRegistry(configuration, catalog);
      IdentityWiring identity = new IdentityWiring(configuration);
      RulePolicy policy = identity.policy(parts);
      PropertyProtections protections = identity.protections(policy);
      Optional<CallerEndpoints> endpoints = identity.endpoints(parts);
      Optional<Barbican> barbican = BarbicanWiring.barbican(configuration, endpoints, parts);
      InstantSource clock = InstantSource.system();
      Stores stores = new StoreWiring(configuration, chunks, endpoints, parts).stores();
      preparation.awaitSearch();
      LuceneImageIndex search = openIndex(folder, registry);
      ImageIndex index = parts.add(new FallbackImageIndex(search, new ScanImageIndex(registry)));
      Leases leases = new Leases(catalog, UUID.randomUUID().toString(), clock);
      ImageService images =
          parts.add(
              new ImageService(
                  catalog,
                  leases,
                  index,
                  stores,
                  hashing,
                  policy,
                  protections,
                  new DataChecks(
                      formatRules(configuration),
                      SignatureWiring.signatures(configuration, barbican)),
                  barbican.<KeyKeeper>map(BarbicanKeys::new).orElse(KeyKeeper.NONE),
                  QuotaWiring.quotas(configuration, parts),
                  imageOptions(configuration),
                  clock));
      GuardedClient client = ImportWiring.client(configuration);
      ImportService imports =
          parts.add(
              images.imports(
                  client,
                  ImportWiring.remotes(configuration, endpoints, client),
                  ImportWiring.foreignDisks(configuration, folder)));
      recover(images, imports);
      GarbageCollection collection = collection(catalog, leases, stores);
      CollectionSchedule collector =
          parts.add(
              CollectionSchedule.start(
                  collection,
                  Repacking.of(collection, stores, damages::of, clock),
                  configuration.get(StoreOptions.COLLECTION_INTERVAL),
                  clock));
      ScrubSchedule scrubber =
          parts.add(
              ScrubSchedule.start(
                  scrubber(catalog, leases, stores, damages, clock),
                  new ScrubSchedule.Plan(
                      configuration.get(StoreOptions.SCRUB_BYTES_PER_SECOND),
                      configuration.get(StoreOptions.SCRUB_INTERVAL)),
                  clock));
      SpaceWatch space =
          parts.add(
              SpaceWatch.start(
                  stores.chunkStores(),
                  folder.root(),
                  configuration.get(StoreOptions.RESERVED_SPACE)));
      Callers callers = parts.add(identity.callers(policy));
      Definitions definitions = Definitions.over(catalog, policy, clock);
      ApiOptions apiOptions = ApiSettings.of(configuration);
      Handler api =
          ImagesApi.handler(
              images,
              imports,
              callers.source(),
              apiOptions,
              propertyChecks(configuration, definitions),
              () -> trouble(policy, space),
              new MetadefRoutes(definitions, apiOptions),
              new CollectorRoutes(images, collector),
              new ScrubberRoutes(images, scrubber),
              search(
                  new ImageDiscovery(catalog, search, policy, protections),
                  definitions,
                  configuration,
                  apiOptions,
                  stores));
      preparation.awaitNetwork();
      HttpServer server =
          parts.add(startServer(serverOptions(configuration, listen, parts), api, new AccessLog()));
      return new RunningService(server, parts);
    } catch (CommandFailure | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /// What the health check is to mention.
  private static @Nullable String trouble(RulePolicy policy, SpaceWatch space) {
    if (policy.trouble() != null) {
      return "THE POLICY FILES ARE BROKEN";
    }
    String lacking = space.trouble();
    return lacking == null ? null : lacking.toUpperCase(Locale.ROOT);
  }

  /// Opens what there is for reading, also beside a running service.
  static Inspection inspect(Configuration configuration, DataFolder folder) throws CommandFailure {
    folder.requireUsed();
    OpenParts parts = new OpenParts();
    try {
      Registry registry = parts.add(openRegistryReadOnly(folder));
      Stores stores = stores(configuration, folder, TierWiring.Access.LOOK, parts);
      return new Inspection(new Catalog(registry), stores, parts);
    } catch (CommandFailure | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /// How files have metadata definitions.
  static NamespaceFormat definitionFormat() {
    return new NamespaceFiles();
  }

  /// Opens the metadata definitions alone, for changes, while no service runs.
  static OpenDefinitions definitions(DataFolder folder) throws CommandFailure {
    folder.create();
    OpenParts parts = new OpenParts();
    try {
      parts.add(folder.lock());
      return definitions(parts.add(openRegistry(folder)), parts);
    } catch (CommandFailure | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /// Opens the metadata definitions alone, for reading, also beside a running service.
  static OpenDefinitions definitionsReadOnly(DataFolder folder) throws CommandFailure {
    OpenParts parts = new OpenParts();
    try {
      return definitions(parts.add(openRegistryReadOnly(folder)), parts);
    } catch (CommandFailure | RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static OpenDefinitions definitions(Registry registry, OpenParts parts) {
    NamespaceLoader loader = new NamespaceLoader(new Catalog(registry), InstantSource.system());
    return new OpenDefinitions(loader, definitionFormat(), parts);
  }

  /// Gives a registry that nothing was ever written to the definitions that the operator wants.
  private static void fillNewRegistry(Configuration configuration, Catalog catalog)
      throws CommandFailure {
    String wanted = configuration.get(Options.DEFINITIONS_AT_FIRST_START);
    if (wanted.equals("none") || catalog.registry().head() > 0) {
      return;
    }
    NamespaceFormat format = definitionFormat();
    List<DefinitionDocument> documents =
        wanted.equals("starter")
            ? DefinitionSource.starter(format)
            : DefinitionSource.read(Path.of(wanted), format);
    try {
      new NamespaceLoader(catalog, InstantSource.system())
          .fillNewRegistry(documents.stream().map(DefinitionDocument::namespace).toList());
    } catch (Refusal e) {
      throw CommandFailure.unavailable(
          "the first metadata definitions cannot be loaded: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.unavailable("interrupted while it started", e);
    }
  }

  /// Builds the index anew from the registry, while no service runs.
  ///
  /// @param progress told how many images are done
  static void rebuildIndex(DataFolder folder, LongConsumer progress) throws CommandFailure {
    folder.requireUsed();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      Registry registry = parts.add(openRegistry(folder));
      LuceneImageIndex.rebuild(folder.index(), registry, progress);
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "the index in " + folder.index() + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static PropertyChecks propertyChecks(
      Configuration configuration, Definitions definitions) {
    return new PropertyChecks(
        PropertyChecks.Strictness.of(configuration.get(ImageOptions.PROPERTY_VALIDATION)),
        new DefinitionValidator(definitions.imageVocabulary()));
  }

  private static RouteGroup search(
      ImageDiscovery discovery,
      Definitions definitions,
      Configuration configuration,
      ApiOptions options,
      Stores stores) {
    ImageSchema schema =
        new ImageSchema(
            configuration.get(ImageOptions.CONTAINER_FORMATS),
            configuration.get(ImageOptions.DISK_FORMATS),
            options.customProperties());
    return new SearchRoutes(
        discovery,
        definitions.imageVocabulary(),
        options,
        new ImageJson(
            schema, new LocationFields(stores, options.showDirectUrl(), options.showLocations())));
  }

  /// Counts anew what projects have, while no service runs; returns what was wrong.
  static List<UsageCensus.Difference> recount(DataFolder folder)
      throws CommandFailure, InterruptedException {
    folder.requireUsed();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      return new UsageCensus(parts.add(openRegistry(folder))).correct();
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
      return collection(catalog, ownLeases(catalog), inspection.stores()).plan();
    }
  }

  /// Deletes what no image needs, while no service runs.
  static SequencedMap<String, GarbageCollection.Outcome> collect(
      Configuration configuration, DataFolder folder) throws CommandFailure, InterruptedException {
    folder.requireUsed();
    try (OpenParts parts = new OpenParts()) {
      parts.add(folder.lock());
      Catalog catalog = new Catalog(parts.add(openRegistry(folder)));
      Stores stores = stores(configuration, folder, TierWiring.Access.CHANGE, parts);
      // Nobody else is here, so there is nobody to wait for.
      return collection(catalog, ownLeases(catalog), stores)
          .collect(Collector.patience(Duration.ofMinutes(1), Duration.ofMillis(10)));
    } catch (RegistryException e) {
      throw CommandFailure.unavailable(
          "the collection could not be finished: " + e.getMessage(), e);
    }
  }

  /// A chunk store whose garbage is collected and whose damage is looked after.
  private static BlobStore open(
      List<Tier> tiers,
      HashingThreads hashing,
      Catalog catalog,
      KnownDamages damages,
      boolean verifyOnRead) {
    String name = BlobStore.name(tiers);
    return BlobStore.open(
        tiers, hashing, new CatalogCondemnations(catalog, name), damages.of(name), verifyOnRead);
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
      Catalog catalog = new Catalog(parts.add(openRegistry(folder)));
      KnownDamages damages = new KnownDamages(catalog);
      ChunkStores chunks =
          new ChunkStores(
              new TierWiring(configuration, folder, TierWiring.Access.CHANGE),
              tiers -> open(tiers, hashing, catalog, damages, false),
              parts);
      Stores stores = new StoreWiring(configuration, chunks, Optional.empty(), parts).stores();
      SequencedMap<String, Scrubber.Outcome> outcomes =
          scrubber(catalog, ownLeases(catalog), stores, damages, InstantSource.system())
              .scrub(true, _ -> true, _ -> 0);
      lost.accept(damages.all());
      return outcomes;
    } catch (RegistryException e) {
      throw CommandFailure.unavailable("the scrub could not be finished: " + e.getMessage(), e);
    }
  }

  /// One process owns the registry, so every other incarnation is dead.
  private static Scrubber scrubber(
      Catalog catalog, Leases leases, Stores stores, KnownDamages damages, InstantSource clock) {
    return new Scrubber(
        catalog, leases, stores, damages, holder -> !holder.equals(leases.incarnation()), clock);
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

  /// One process owns the registry, so every other incarnation is dead.
  private static GarbageCollection collection(Catalog catalog, Leases leases, Stores stores) {
    return GarbageCollection.of(
        catalog, leases, stores, holder -> !holder.equals(leases.incarnation()));
  }

  private static RocksRegistry openRegistry(DataFolder folder) throws CommandFailure {
    try {
      return RocksRegistry.open(folder.registry());
    } catch (RegistryException e) {
      throw registryFailure(folder, e);
    }
  }

  /// The registry as it is now, also beside a running service.
  static RocksRegistry openRegistryReadOnly(DataFolder folder) throws CommandFailure {
    try {
      return RocksRegistry.openReadOnly(folder.registry());
    } catch (RegistryException e) {
      throw registryFailure(folder, e);
    }
  }

  private static CommandFailure registryFailure(DataFolder folder, RegistryException e) {
    String advice =
        e instanceof RegistryException.LostCommits
            ? "; nothing was changed. Bring back a copy of the folder, or go on without them as"
                + " 'vitrine accept-loss --help' tells"
            : "";
    return CommandFailure.unavailable(
        "the registry in " + folder.registry() + " cannot be opened: " + e.getMessage() + advice,
        e);
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
      throw registryFailure(folder, e);
    }
  }

  private static LuceneImageIndex openIndex(DataFolder folder, Registry registry)
      throws CommandFailure {
    try {
      return LuceneImageIndex.open(folder.index(), registry);
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "the index in " + folder.index() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static void recover(ImageService images, ImportService imports) throws CommandFailure {
    try {
      images.recover();
      imports.recover();
    } catch (Refusal e) {
      throw CommandFailure.unavailable(
          "what earlier runs left cannot be put in order: " + e.getMessage(), e);
    }
  }

  private static HttpServer startServer(HttpServerOptions options, Handler api, AccessLog accessLog)
      throws CommandFailure {
    try {
      return HttpServer.start(options, api, accessLog);
    } catch (IOException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw CommandFailure.unavailable(
          "cannot listen on %s port %d: %s"
              .formatted(
                  options.listen().getHostString(),
                  options.listen().getPort(),
                  reason.getMessage()),
          e);
    }
  }

  private static HttpServerOptions serverOptions(
      Configuration configuration, InetSocketAddress listen, OpenParts parts)
      throws CommandFailure {
    Transport transport = configuration.get(TransportOptions.TRANSPORT);
    if (!transport.isAvailable()) {
      throw CommandFailure.wrongUse("this machine cannot do the transport " + transport);
    }
    HttpServerOptions options = HttpServerOptions.defaults(listen).withTransport(transport);
    Optional<TlsFiles.Options> tls = TlsSettings.of(configuration);
    return tls.isPresent() ? options.withTls(parts.add(openTls(tls.get()))) : options;
  }

  private static TlsFiles openTls(TlsFiles.Options files) throws CommandFailure {
    try {
      return TlsFiles.open(files);
    } catch (IOException e) {
      throw CommandFailure.unavailable("TLS cannot be spoken: " + TlsSettings.reason(e), e);
    }
  }

  private static ImageServiceOptions imageOptions(Configuration configuration) {
    return new ImageServiceOptions(
        configuration.get(ImageOptions.IMAGE_PROPERTY_QUOTA),
        configuration.get(ImageOptions.IMAGE_TAG_QUOTA),
        configuration.get(ImageOptions.IMAGE_MEMBER_QUOTA),
        configuration.get(ImageOptions.IMAGE_SIZE_CAP),
        new HashOptions(
            configuration.get(ImageOptions.HASHING_ALGORITHM),
            configuration.get(ImageOptions.MD5_CHECKSUM)),
        configuration.get(ImageOptions.CONTAINER_FORMATS),
        configuration.get(ImageOptions.DISK_FORMATS),
        Duration.ofHours(configuration.get(ImageOptions.TASK_TIME_TO_LIVE)),
        ImportWiring.options(configuration),
        new LocationOptions(
            configuration.get(ImageOptions.IMAGE_LOCATION_QUOTA),
            configuration.get(ImageOptions.DO_SECURE_HASH),
            configuration.get(ImageOptions.HTTP_RETRIES)),
        ImageServiceOptions.defaults().indexWait());
  }

  private static FormatRules formatRules(Configuration configuration) {
    return new FormatRules(
        configuration.get(FormatOptions.REQUIRE_IMAGE_FORMAT_MATCH),
        Set.copyOf(configuration.get(FormatOptions.GPT_SAFETY_CHECKS_NONFATAL)),
        configuration.get(FormatOptions.VMDK_ALLOWED_TYPES).stream()
            .map(type -> type.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()));
  }
}
