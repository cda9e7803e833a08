package dev.vitrine.images;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.blobstore.BlobReader;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Content;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.Fsck;
import dev.vitrine.blobstore.Slice;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.blobstore.hash.HashingThreads;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.TrackedSlices;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportJob;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Member;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.ScanImageIndex;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.fetch.Network;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.collect.CatalogCondemnations;
import dev.vitrine.images.collect.GarbageCollection;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.scrub.KnownDamages;
import dev.vitrine.images.scrub.Scrubber;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.StoredData;
import dev.vitrine.images.stores.Stores;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A service in memory, with all that a test wants to look at or to break. After each test the
/// store and the records are checked.
final class Site implements AfterEachCallback {
  static final Caller ADMIN = new Caller("root", "ops", Set.of("admin", "member", "reader"), true);
  static final Caller NOBODY = new Caller(null, null, Set.of(), false);

  /// Lets everybody do everything, of images that are theirs.
  static final Policy FOR_OWNERS_ONLY =
      new Policy() {
        @Override
        public boolean allows(Caller caller, Action action, Target target) {
          return true;
        }

        @Override
        public boolean ownersOnly() {
          return true;
        }
      };

  static final List<Sort> NEWEST_LAST =
      List.of(new Sort(Sort.Field.CREATED_AT, true), new Sort(Sort.Field.ID, true));

  final MemoryRegistry registry = new MemoryRegistry();
  final Catalog catalog = new Catalog(registry);
  final MemoryBackend backend = new MemoryBackend();
  final TrackedSlices slices = new TrackedSlices();
  private final HashingThreads threads = HashingThreads.start(2);
  final List<Tier> tiers = List.of(new Tier("memory", Tier.Role.DURABLE, backend));
  final KnownDamages damages = new KnownDamages(catalog);
  private BlobStore blobs = BlobStore.open(tiers, threads);
  private Stores stores = chunksAlone();
  private ImageServiceOptions options = ImageServiceOptions.defaults();
  private Policy policy = Policy.defaults();
  private Quotas quotas = new Quotas.None();
  private DataChecks checks = DataChecks.STRICT;
  private KeyKeeper keys = KeyKeeper.NONE;
  private Network network = Network.system();
  private FetchRules rules = FetchRules.defaults();
  private RemoteImages remotes = RemoteImages.NONE;
  private ForeignDisks foreign = ForeignDisks.NONE;
  private @Nullable ImportService imports;
  private String incarnation = "";
  private ImageService service = newRun();

  static Caller member(String project) {
    return new Caller("user", project, Set.of("member", "reader"), false);
  }

  static Caller reader(String project) {
    return new Caller("user", project, Set.of("reader"), false);
  }

  ImageService service() {
    return service;
  }

  /// Another run of the service over the same records and the same store.
  ImageService newRun() {
    closeImports();
    imports = null;
    incarnation = UUID.randomUUID().toString();
    service =
        new ImageService(
            catalog,
            new Leases(catalog, incarnation, InstantSource.system()),
            new ScanImageIndex(registry),
            stores,
            threads,
            policy,
            PropertyProtections.NONE,
            checks,
            keys,
            quotas,
            options,
            InstantSource.system());
    return service;
  }

  /// The imports of this run.
  ImportService imports() {
    ImportService running = imports;
    if (running == null) {
      running = service.imports(client(), remotes, foreign);
      imports = running;
    }
    return running;
  }

  /// The web as imports see it.
  void web(Network wanted, FetchRules allowed) {
    network = wanted;
    rules = allowed;
    newRun();
  }

  void keys(KeyKeeper wanted) {
    keys = wanted;
    newRun();
  }

  /// What fetches from the web as imports see it.
  GuardedClient client() {
    return new GuardedClient(rules, network, GuardedClient.Limits.defaults());
  }

  /// The images of other regions.
  void remotes(RemoteImages wanted) {
    remotes = wanted;
    newRun();
  }

  void foreign(ForeignDisks wanted) {
    foreign = wanted;
    newRun();
  }

  private void closeImports() {
    if (imports != null) {
      imports.close();
    }
  }

  /// An import that another run has accepted, which is no more.
  void abandonImport(Caller caller, String id, ImportSource source, ImportOrder.Words words)
      throws Exception {
    Leases leases = new Leases(catalog, "dead", InstantSource.system());
    Timestamps timestamps = new Timestamps(InstantSource.system());
    ImportJournal journal = new ImportJournal(catalog, leases, timestamps, options);
    String task = UUID.randomUUID().toString();
    ImageBuilder image = record(id).change().property(ImportLists.TASK, task);
    if (!(source instanceof ImportSource.Copy)) {
      image.status(ImageStatus.IMPORTING);
    }
    CatalogTransaction transaction = catalog.transaction().putImage(image.build());
    Instant now = timestamps.next();
    journal.begin(
        transaction,
        new ImportJob(
            id,
            task,
            0,
            source,
            List.of(),
            List.of(stores.defaultStore().id()),
            List.of(),
            List.of(),
            true,
            false,
            null,
            words.result(id)),
        new Task(
            task,
            "api_image_import",
            TaskStatus.PENDING,
            "{}",
            null,
            caller.project(),
            "",
            now,
            now,
            null,
            id,
            null,
            null));
    transaction.commit();
  }

  void stage(Caller caller, String id, byte[] data) throws Exception {
    service.stage(caller, id, OptionalLong.of(data.length), source(data));
  }

  /// Waits for the end of what was ordered last for the image.
  Task awaitImport(String imageId) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(20, SECONDS)
        .until(() -> catalog.importJob(imageId).isEmpty());
    return tasks(imageId).getLast();
  }

  /// The tasks about the image, in the order in which they were made.
  List<Task> tasks(String imageId) {
    try (Stream<Versioned<Task>> all = catalog.allTasks()) {
      return all.map(Versioned::value)
          .filter(task -> imageId.equals(task.imageId()))
          .sorted(Comparator.comparing(Task::createdAt))
          .toList();
    }
  }

  /// The collector of the present run, which takes those before it for dead.
  GarbageCollection collection() {
    Leases leases = new Leases(catalog, incarnation, InstantSource.system());
    return GarbageCollection.of(catalog, leases, stores, holder -> !holder.equals(incarnation));
  }

  /// The scrubber of the present run, which takes those before it for dead.
  Scrubber scrubber() {
    Leases leases = new Leases(catalog, incarnation, InstantSource.system());
    return new Scrubber(
        catalog,
        leases,
        stores,
        damages,
        holder -> !holder.equals(incarnation),
        InstantSource.system());
  }

  /// Another run whose store has read nothing yet.
  void newStore() {
    stores = chunksAlone();
    newRun();
  }

  /// Removes an object from the store; returns what it was.
  byte[] take(StoredName name) throws Exception {
    byte[] bytes = bytes(name);
    backend.delete(name);
    return bytes;
  }

  private Stores chunksAlone() {
    return Stores.single(chunks("default"));
  }

  /// A store of that name over the chunks.
  Store chunks(String id) {
    blobs =
        BlobStore.open(
            tiers,
            threads,
            new CatalogCondemnations(catalog, "memory"),
            damages.of("memory"),
            false);
    return Store.of(id, new Store.Chunks(blobs));
  }

  /// A store over chunks of its own, which has that name everywhere.
  Store chunksOfItsOwn(String id) {
    List<Tier> own = List.of(new Tier(id, Tier.Role.DURABLE, new MemoryBackend()));
    return Store.of(
        id,
        new Store.Chunks(
            BlobStore.open(
                own, threads, new CatalogCondemnations(catalog, id), damages.of(id), false)));
  }

  void stores(Stores wanted) {
    stores = wanted;
    newRun();
  }

  BlobReader openReader(Digest recipe) throws Exception {
    return blobs.openReader(recipe);
  }

  byte[] bytes(StoredName name) throws Exception {
    try (Content content = backend.open(name, 0, backend.length(name).orElseThrow())) {
      byte[] bytes = new byte[Math.toIntExact(content.lengthBytes())];
      ((Content.Buffer) content).bytes().get(bytes);
      return bytes;
    }
  }

  void stopHashing() {
    threads.close();
  }

  void options(ImageServiceOptions wanted) {
    options = wanted;
    newRun();
  }

  void quotas(Quotas wanted) {
    quotas = wanted;
    newRun();
  }

  void checks(DataChecks wanted) {
    checks = wanted;
    newRun();
  }

  void policy(Policy wanted) {
    policy = wanted;
    newRun();
  }

  /// An image that takes data.
  Image queued(Caller caller) throws Exception {
    return service.create(caller, new Wanted().formats("bare", "raw").build());
  }

  /// A record as if the service had brought it about.
  Image put(UnaryOperator<ImageBuilder> shape) throws Exception {
    Image image =
        shape.apply(new ImageBuilder(UUID.randomUUID().toString(), Instant.now())).build();
    catalog.transaction().putImage(image).commit();
    return image;
  }

  Image put(@Nullable String owner, Visibility visibility) throws Exception {
    return put(image -> image.owner(owner).visibility(visibility));
  }

  void share(Image image, String project, MemberStatus status) throws Exception {
    Instant now = Instant.now();
    catalog.transaction().putMember(new Member(image.id(), project, status, now, now)).commit();
  }

  Image record(String id) {
    return catalog.image(id).orElseThrow().value();
  }

  boolean exists(String id) {
    return catalog.image(id).isPresent();
  }

  boolean hasLease(String id) {
    return catalog.lease(Keys.uploadLease(id)).isPresent();
  }

  void upload(Caller caller, String id, byte[] data) throws Exception {
    service.upload(caller, id, OptionalLong.of(data.length), source(data));
  }

  /// The bytes in slices as a network delivers them, each to be given back.
  ByteSource source(byte[] data) {
    return new ByteSource() {
      private int at;

      @Override
      public @Nullable Slice next() {
        if (at == data.length) {
          return null;
        }
        int length = Math.min(16 << 10, data.length - at);
        at += length;
        return slices.copyOf(data, at - length, length);
      }
    };
  }

  byte[] download(Caller caller, String id) throws Exception {
    return read(open(caller, id));
  }

  /// A download whose first byte is there.
  Download open(Caller caller, String id) throws Exception {
    Download download = service.download(caller, id);
    service.begin(download);
    return download;
  }

  byte[] read(Download download) throws Exception {
    StoredData reader = Objects.requireNonNull(download.data());
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Content content = reader.next(); content != null; content = reader.next()) {
      try (Content open = content) {
        switch (open) {
          case Content.Buffer(ByteBuffer bytes, var _) -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            data.writeBytes(copy);
          }
          case Content.Zeros(long length) -> data.writeBytes(new byte[Math.toIntExact(length)]);
          case Content.FileSlice _ -> throw new AssertionError("memory has no files");
        }
      }
    }
    return data.toByteArray();
  }

  List<String> list(Caller caller, ListRequest.Scope scope, String... memberStatuses)
      throws Exception {
    ListRequest request =
        new ListRequest(
            new Filter.And(List.of()), NEWEST_LAST, null, 1000, scope, Set.of(memberStatuses));
    return service.list(caller, request).images().stream().map(Image::id).toList();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    closeImports();
    service.close();
    await().pollDelay(Duration.ZERO).atMost(10, SECONDS).until(() -> slices.open() == 0);
    assertThat(backend.openContents()).isZero();
    checkRecords();
    backend.heal();
    for (BlobStore each : stores.chunkStores()) {
      Fsck.Report report =
          new Fsck(each.tiers()).deep(Fsck.References.to(recipesIn(each)), Fsck.Progress.NONE);
      assertThat(report.clean()).as("fsck of %s: %s", each.name(), report).isTrue();
    }
    threads.close();
  }

  private Set<Digest> recipesIn(BlobStore wanted) {
    try (Stream<Versioned<Image>> images = catalog.allImages()) {
      return images
          .flatMap(image -> image.value().blobs().stream())
          .filter(blob -> stores.mayHave(wanted, blob))
          .map(blob -> Digest.fromHex(blob.recipe()))
          .collect(Collectors.toSet());
    }
  }

  /// What holds between the records at any moment.
  void checkRecords() {
    try (Stream<Versioned<Image>> images = catalog.allImages()) {
      images
          .map(Versioned::value)
          .forEach(image -> {
            boolean saving = image.status() == ImageStatus.SAVING;
            assertThat(hasLease(image.id()))
                .as("lease of %s", image)
                .isEqualTo(Uploads.isOnItsWay(image));
            boolean imported = catalog.importJob(image.id()).isPresent();
            assertThat(catalog.lease(Keys.importLease(image.id())).isPresent())
                .as("lease of the import of %s", image)
                .isEqualTo(imported);
            assertThat(image.properties().containsKey("os_glance_import_task"))
                .as("lock of %s", image)
                .isEqualTo(imported);
            if (image.status() == ImageStatus.IMPORTING) {
              assertThat(imported).as("import of %s", image).isTrue();
            }
            if (image.status() == ImageStatus.QUEUED || saving) {
              assertThat(image.sizeBytes()).isNull();
              assertThat(image.checksum()).isNull();
              assertThat(image.hashValue()).isNull();
              // What was found on the web and was not what it should be may be told.
              assertThat(image.locations())
                  .allSatisfy(location ->
                      assertThat(((Location.External) location).uri()).startsWith("http:"));
            }
          });
    }
    assertThat(new UsageCensus(registry).differences()).isEmpty();
    for (String kind : List.of("upload/", "import/")) {
      assertThat(catalog.leases(kind))
          .allSatisfy(
              lease -> assertThat(exists(lease.value().name().substring(kind.length()))).isTrue());
    }
  }
}
