package dev.vitrine.cli;

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
import dev.vitrine.api.schema.ImageSchema;
import dev.vitrine.api.upkeep.CollectorRoutes;
import dev.vitrine.api.upkeep.ScrubberRoutes;
import dev.vitrine.blobstore.hash.HashingThreads;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.query.FallbackImageIndex;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ScanImageIndex;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.FormatOptions;
import dev.vitrine.cli.config.ImageOptions;
import dev.vitrine.cli.config.StoreOptions;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.formats.FormatRules;
import dev.vitrine.http.Handler;
import dev.vitrine.http.netty.HttpServer;
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
import dev.vitrine.images.collect.CollectionSchedule;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.images.collect.Repacking;
import dev.vitrine.images.metadefs.Definitions;
import dev.vitrine.images.scrub.KnownDamages;
import dev.vitrine.images.scrub.ScrubSchedule;
import dev.vitrine.images.stores.Stores;
import dev.vitrine.metrics.Metrics;
import dev.vitrine.search.LuceneImageIndex;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
      Registry registry = parts.add(RegistryWiring.open(folder));
      Catalog catalog = new Catalog(registry);
      KnownDamages damages = new KnownDamages(catalog);
      boolean verifyOnRead = configuration.get(StoreOptions.VERIFY_ON_READ);
      TierWiring tiers = new TierWiring(configuration, folder, TierWiring.Access.CHANGE);
      ChunkStores chunks =
          new ChunkStores(
              tiers,
              opened -> CareWiring.open(opened, hashing, catalog, damages, verifyOnRead),
              parts);
      DefinitionsWiring.fillNewRegistry(configuration, catalog);
      IdentityWiring identity = new IdentityWiring(configuration);
      RulePolicy policy = identity.policy(parts);
      PropertyProtections protections = identity.protections(policy);
      Optional<CallerEndpoints> endpoints = identity.endpoints(parts);
      Optional<Barbican> barbican = BarbicanWiring.barbican(configuration, endpoints, parts);
      InstantSource clock = InstantSource.system();
      StoreWiring elsewhere = new StoreWiring(configuration, chunks, endpoints, parts);
      Stores stores = elsewhere.stores();
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
      GarbageCollection collection = CareWiring.collection(catalog, leases, stores);
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
                  CareWiring.scrubber(catalog, leases, stores, damages, clock),
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
      Optional<Metrics> metrics = MetricsWiring.metrics(configuration);
      HttpServer server =
          parts.add(
              ServerWiring.start(
                  configuration, listen, api, MetricsWiring.listener(metrics), parts));
      if (metrics.isPresent()) {
        MetricsWiring numbers = new MetricsWiring(metrics.get());
        numbers.transport(server::statistics);
        numbers.stores(
            Stream.concat(elsewhere.meters().stream(), tiers.meters().stream()).toList());
        numbers.space(stores.chunkStores(), space);
        numbers.registry(registry);
        numbers.upkeep(collector, scrubber);
        parts.add(numbers.serve(configuration));
      }
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
