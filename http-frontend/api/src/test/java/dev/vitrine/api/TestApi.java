package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.discovery.SearchRoutes;
import dev.vitrine.api.metadefs.DefinitionValidator;
import dev.vitrine.api.metadefs.MetadefRoutes;
import dev.vitrine.api.schema.ImageSchema;
import dev.vitrine.api.upkeep.CollectorRoutes;
import dev.vitrine.api.upkeep.ScrubberRoutes;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.Damages;
import dev.vitrine.blobstore.Fsck;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.hash.HashingThreads;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.query.ScanDiscovery;
import dev.vitrine.catalog.query.ScanImageIndex;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.fetch.Network;
import dev.vitrine.http.Handler;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.RequestFacts;
import dev.vitrine.http.Response;
import dev.vitrine.images.DataChecks;
import dev.vitrine.images.ImageDiscovery;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.ImageServiceOptions;
import dev.vitrine.images.ImportService;
import dev.vitrine.images.KeyKeeper;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.collect.CollectionSchedule;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.images.collect.Repacking;
import dev.vitrine.images.metadefs.Definitions;
import dev.vitrine.images.quota.ProjectThrottle;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.scrub.KnownDamages;
import dev.vitrine.images.scrub.ScrubSchedule;
import dev.vitrine.images.scrub.Scrubber;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The whole API over a real service that keeps everything in memory, without a network. The header
/// `X-Caller` says who asks: `admin` (unless said otherwise), a project id, `reader:<project>`,
/// `<project>+<role beside member>`, or `nobody`.
final class TestApi implements AutoCloseable {
  static final String V21 = "application/openstack-images-v2.1-json-patch";
  static final String V20 = "application/openstack-images-v2.0-json-patch";

  private final MemoryRegistry registry = new MemoryRegistry();
  private final HashingThreads hashing = HashingThreads.start(2);
  private final MemoryBackend backend = new MemoryBackend();
  private final List<Tier> tiers = List.of(new Tier("memory", Tier.Role.DURABLE, backend));
  private final BlobStore blobs = BlobStore.open(tiers, hashing);
  private final ImportService imports;
  private final CollectionSchedule schedule;
  private final ScrubSchedule scrubs;
  private final List<Router.Route> routes;
  private final Handler handler;

  TestApi() {
    this(ApiOptions.defaults());
  }

  TestApi(ApiOptions options) {
    this(options, new Quotas.None());
  }

  TestApi(ApiOptions options, Quotas quotas) {
    this(options, quotas, Stores::single);
  }

  /// @param always how properties are held against definitions
  TestApi(PropertyChecks.Strictness always) {
    this(
        ApiOptions.defaults(), new Quotas.None(), always, PropertyProtections.NONE, Stores::single);
  }

  TestApi(PropertyProtections protections) {
    this(
        ApiOptions.defaults(),
        new Quotas.None(),
        PropertyChecks.Strictness.OFF,
        protections,
        Stores::single);
  }

  /// @param storesWith which stores there are beside, or instead of, the one of chunks
  TestApi(ApiOptions options, Quotas quotas, Function<Store, Stores> storesWith) {
    this(options, quotas, PropertyChecks.Strictness.OFF, PropertyProtections.NONE, storesWith);
  }

  private TestApi(
      ApiOptions options,
      Quotas quotas,
      PropertyChecks.Strictness always,
      PropertyProtections protections,
      Function<Store, Stores> storesWith) {
    Stores stores = storesWith.apply(Store.of("default", new Store.Chunks(blobs)));
    Catalog catalog = new Catalog(registry);
    ImageService service =
        new ImageService(
            catalog,
            new Leases(catalog, "test", InstantSource.system()),
            new ScanImageIndex(registry),
            stores,
            hashing,
            Policy.defaults(),
            protections,
            DataChecks.STRICT,
            KeyKeeper.NONE,
            quotas,
            ImageServiceOptions.defaults(),
            InstantSource.system());
    imports =
        service.imports(
            new GuardedClient(
                FetchRules.defaults(), new Nowhere(), GuardedClient.Limits.defaults()));
    Definitions definitions = Definitions.over(catalog, Policy.defaults(), InstantSource.system());
    ImageServiceOptions limits = service.options();
    RouteGroup metadefs = new MetadefRoutes(definitions, options);
    GarbageCollection collection =
        GarbageCollection.of(
            catalog, new Leases(catalog, "collector", InstantSource.system()), stores, _ -> false);
    schedule =
        CollectionSchedule.start(
            collection,
            Repacking.of(collection, stores, _ -> Damages.NONE, InstantSource.system()),
            Duration.ZERO,
            InstantSource.system());
    RouteGroup collector = new CollectorRoutes(service, schedule);
    scrubs =
        ScrubSchedule.start(
            new Scrubber(
                catalog,
                new Leases(catalog, "scrubber", InstantSource.system()),
                stores,
                new KnownDamages(catalog),
                _ -> false,
                InstantSource.system()),
            ScrubSchedule.Plan.ON_DEMAND,
            InstantSource.system());
    RouteGroup scrubber = new ScrubberRoutes(service, scrubs);
    RouteGroup search =
        new SearchRoutes(
            new ImageDiscovery(
                catalog, new ScanDiscovery(registry), Policy.defaults(), protections),
            definitions.imageVocabulary(),
            options,
            new ImageJson(
                new ImageSchema(
                    limits.containerFormats(), limits.diskFormats(), options.customProperties()),
                LocationFields.none(stores)));
    PropertyChecks checks =
        new PropertyChecks(always, new DefinitionValidator(definitions.imageVocabulary()));
    handler =
        ImagesApi.handler(
            service,
            imports,
            TestApi::identify,
            options,
            checks,
            metadefs,
            search,
            collector,
            scrubber);
    routes =
        ImagesApi.routes(
                service,
                imports,
                new ProjectThrottle(options.perProject(), System::nanoTime),
                options,
                new PublicUrl(null, options.proxies()),
                checks,
                metadefs,
                search,
                collector,
                scrubber)
            .routes();
  }

  /// The table of all routes.
  List<Router.Route> routes() {
    return routes;
  }

  private static Caller identify(Request request) throws CallerSource.NotIdentified {
    String caller = request.headers().first("X-Caller");
    if (caller == null || caller.equals("admin")) {
      return new Caller("root", "operations", Set.of("admin", "member", "reader"), true);
    }
    if (caller.equals("nobody")) {
      throw new CallerSource.NotIdentified("Who are you?", "Keystone uri=\"http://identity\"");
    }
    if (caller.startsWith("reader:")) {
      return new Caller("user", caller.substring("reader:".length()), Set.of("reader"), false);
    }
    int role = caller.indexOf('+');
    if (role > 0) {
      Set<String> roles = Set.of("member", "reader", caller.substring(role + 1));
      return new Caller("user", caller.substring(0, role), roles, false);
    }
    return new Caller("user", caller, Set.of("member", "reader"), false);
  }

  /// Writes down that something is lost. Takes away what images stand on. Uploading the same again
  /// brings it back.
  void loseChunks() throws BlobException {
    for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
      for (ChunkBackend.Listed chunk : backend.list(StoredName.Kind.CHUNK, prefix).toList()) {
        backend.delete(chunk.name());
      }
    }
  }

  void remember(DamagedObject damage) throws Exception {
    new Catalog(registry).transaction().putDamage(damage).commit();
  }

  MemoryRegistry registry() {
    return registry;
  }

  Answer get(String target, String... headers) {
    return send("GET", target, FakeBody.none(), headers);
  }

  Answer delete(String target, String... headers) {
    return send("DELETE", target, FakeBody.none(), headers);
  }

  Answer post(String target, String json, String... headers) {
    return send("POST", target, body(json), headers);
  }

  /// A patch in the newer dialect.
  Answer patch(String target, String json, String... headers) {
    return send("PATCH", target, body(json), with(headers, "Content-Type", V21));
  }

  /// A patch in the older dialect.
  Answer patch20(String target, String json, String... headers) {
    return send("PATCH", target, body(json), with(headers, "Content-Type", V20));
  }

  Answer upload(String id, byte[] data, String... headers) {
    return send(
        "PUT",
        "/v2/images/" + id + "/file",
        FakeBody.fixed(data, 1000),
        with(headers, "Content-Type", "application/octet-stream"));
  }

  /// Registers an image that can take data; returns its id.
  String image(String name, String... headers) {
    return post(
            "/v2/images",
            "{\"name\":\"%s\",\"disk_format\":\"raw\",\"container_format\":\"bare\"}"
                .formatted(name),
            headers)
        .expect(201)
        .string("id");
  }

  /// Registers an image that is its JSON; returns its id.
  String create(String json, String... headers) {
    return post("/v2/images", json, headers).expect(201).string("id");
  }

  static FakeBody body(String text) {
    return FakeBody.fixed(text.getBytes(StandardCharsets.UTF_8), 7);
  }

  /// Sends a request; `headers` are names and values in turn.
  Answer send(String method, String target, FakeBody body, String... headers) {
    return send(Long.MAX_VALUE, method, target, body, headers);
  }

  Answer send(
      long clientLeavesAfterBytes, String method, String target, FakeBody body, String... headers) {
    Headers.Builder fields = new Headers.Builder().add("Host", "images.example:9292");
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(headers[i], headers[i + 1]);
    }
    int question = target.indexOf('?');
    Request request =
        new Request(
            method,
            question < 0 ? target : target.substring(0, question),
            question < 0 ? "" : target.substring(question + 1),
            "http",
            fields.build(),
            body,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000),
            new RequestFacts());
    Answer answer = answer(request, clientLeavesAfterBytes);
    assertThat(body.held()).as("parts of the body still held").isZero();
    return answer;
  }

  private Answer answer(Request request, long clientLeavesAfterBytes) {
    Response response;
    try {
      response = handler.handle(request);
    } catch (Exception e) {
      throw new AssertionError("the handler let an exception out", e);
    }
    return switch (response.body()) {
      case Response.Empty _ -> new Answer(request, response, new byte[0]);
      case Response.Bytes(byte[] bytes) -> new Answer(request, response, bytes);
      case Response.Streamed streamed ->
          streamed(request, response, streamed, clientLeavesAfterBytes);
    };
  }

  private Answer streamed(
      Request request, Response response, Response.Streamed body, long clientLeavesAfterBytes) {
    FakeSink sink = new FakeSink(clientLeavesAfterBytes);
    Exception failure = produce(body.producer(), sink);
    assertThat(sink.everyRunWasGivenBack()).isTrue();
    if (failure == null) {
      assertThat(sink.received()).hasSize((int) body.lengthBytes());
    } else if (clientLeavesAfterBytes >= body.lengthBytes()) {
      assertThat(sink.received()).as("%s", failure).isEmpty();
      return instead(request, failure);
    }
    return new Answer(request, response, sink.received());
  }

  /// What the transport does with an answer that failed before its first byte.
  private Answer instead(Request request, Exception failure) {
    try {
      Response response = handler.failed(request, failure);
      return response.body() instanceof Response.Bytes(byte[] bytes)
          ? new Answer(request, response, bytes)
          : new Answer(request, response, new byte[0]);
    } catch (Exception e) {
      throw new AssertionError("the handler let an exception out", e);
    }
  }

  private static @Nullable Exception produce(Response.Producer producer, FakeSink sink) {
    try {
      producer.produce(sink);
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  private static String[] with(String[] headers, String name, String value) {
    String[] more = new String[headers.length + 2];
    System.arraycopy(headers, 0, more, 0, headers.length);
    more[headers.length] = name;
    more[headers.length + 1] = value;
    return more;
  }

  /// Ends the test: whatever it did, every blob can be read.
  @Override
  public void close() {
    imports.close();
    schedule.close();
    scrubs.close();
    Fsck fsck = new Fsck(tiers);
    try {
      assertThat(fsck.quick(fsck.everyRecipe(), Fsck.Progress.NONE).damages()).isEmpty();
    } catch (BlobException | InterruptedException e) {
      throw new AssertionError("the check did not end", e);
    }
    blobs.close();
    hashing.close();
    registry.close();
  }

  /// A network that knows no name.
  private static final class Nowhere implements Network {
    @Override
    public List<InetAddress> resolve(String host) {
      return List.of();
    }

    @Override
    public Socket connect(InetSocketAddress address, int limitMillis) throws IOException {
      throw new IOException("there is nobody");
    }

    @Override
    public Socket secure(Socket connection, String host, int port) throws IOException {
      throw new IOException("there is nobody");
    }
  }
}
