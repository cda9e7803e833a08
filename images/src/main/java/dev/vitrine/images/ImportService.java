package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportJob;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.ingest.HashAlgorithm;
import dev.vitrine.images.quota.ProjectQuotas;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The use cases of imports: a caller orders one and gets an answer at once; a worker carries it
/// out and its task tells how far it is.
///
/// An import belongs to whoever holds its lease, from the commit that accepts it to the one that
/// ends it; what is done and what comes next is in its journal. So a crash costs no more than the
/// step that was under way, and no image waits for an import that nobody is at. Thread-safe.
public final class ImportService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImportService.class);
  private static final String SERVICE_ROLE = "service";

  /// What an import is to whoever looks at its task, and to the image when it fails.
  private enum Kind {
    OF_IMAGE("api_image_import"),
    OF_LOCATION("location_import"),
    /// Of an image that is made for it, and goes with it.
    OF_NEW_IMAGE("import");

    private final String taskType;

    Kind(String taskType) {
      this.taskType = taskType;
    }
  }

  private final ImageMaker maker;
  private final Catalog catalog;
  private final Access access;
  private final ProjectQuotas quotas;
  private final Timestamps timestamps;
  private final ImageServiceOptions options;
  private final ImportTargets targets;
  private final GuardedClient client;
  private final ImportJournal journal;
  private final ImportWorkers workers;

  ImportService(
      ImageMaker maker,
      Catalog catalog,
      Access access,
      ProjectQuotas quotas,
      Timestamps timestamps,
      ImageServiceOptions options,
      ImportTargets targets,
      GuardedClient client,
      ImportJournal journal,
      ImportWorkers workers) {
    this.maker = maker;
    this.catalog = catalog;
    this.access = access;
    this.quotas = quotas;
    this.timestamps = timestamps;
    this.options = options;
    this.targets = targets;
    this.client = client;
    this.journal = journal;
    this.workers = workers;
  }

  public ImportOptions options() {
    return options.imports();
  }

  /// Goes on with the imports that earlier runs left. Once, after [ImageService#recover]; only
  /// where no other process works on the registry.
  public void recover() throws Refusal {
    journal.takeOver().forEach(workers::resume);
  }

  /// Accepts an import, or refuses it. When this returns, the import will be carried out, whatever
  /// happens to this process, or its task says why not.
  public void order(Caller caller, String imageId, ImportOrder order)
      throws Refusal, InterruptedException {
    quotas.requireRoom(caller);
    Image seen = access.find(caller, imageId).value();
    checkMayImport(caller, seen, order.source());
    List<String> stores = targets.of(seen, order);
    if (stores.isEmpty()) {
      return; // every store has it already
    }
    if (order.source() instanceof ImportSource.Web(String uri)) {
      checkAddress(uri, "URI for web-download does not pass filtering: ");
    }
    String taskId = UUID.randomUUID().toString();
    try (ImportWorkers.Place place = workers.reserve()) {
      ImportJournal.Claim claim =
          beginOnce(
              caller,
              imageId,
              taskId,
              () -> {
                Versioned<Image> image = access.find(caller, imageId);
                checkMayImport(caller, image.value(), order.source());
                return begin(
                    caller,
                    image.value(),
                    catalog.transaction().expectImage(image),
                    new Beginning(order, Kind.OF_IMAGE, stores, taskId));
              });
      place.take(claim);
    }
  }

  /// Accepts that a place has a queued image's data, or refuses it. Whether there is any is looked
  /// into after this returns; the image's task tells.
  ///
  /// @param words what that task says
  public void register(Caller caller, String imageId, NewLocation location, ImportOrder.Words words)
      throws Refusal, InterruptedException {
    checkMayRegister(caller, access.find(caller, imageId).value(), location);
    NewLocation.KnownHashes known = location.known();
    ImportSource.KnownHash hash =
        known == null ? null : new ImportSource.KnownHash(known.algorithm(), known.value());
    ImportOrder order =
        new ImportOrder(
            new ImportSource.Registered(location.url(), hash),
            new ImportOrder.Targets.Default(),
            true,
            words);
    String taskId = UUID.randomUUID().toString();
    try (ImportWorkers.Place place = workers.reserve()) {
      ImportJournal.Claim claim =
          beginOnce(
              caller,
              imageId,
              taskId,
              () -> {
                Versioned<Image> image = access.find(caller, imageId);
                checkMayRegister(caller, image.value(), location);
                return begin(
                    caller,
                    image.value(),
                    catalog.transaction().expectImage(image),
                    new Beginning(order, Kind.OF_LOCATION, List.of(), taskId));
              });
      place.take(claim);
    }
  }

  /// Makes an image and accepts that its data is fetched from the web into the default store, both
  /// in one commit; when the import fails, the image goes. Returns the task as it was then:
  /// pending.
  ///
  /// @param words what that task says
  public Task importNew(
      Caller caller, NewImage wanted, ImportSource.Web source, ImportOrder.Words words)
      throws Refusal, InterruptedException {
    access.require(caller, Policy.Action.TASKS_API_ACCESS, new Policy.Target.Listing());
    access.require(caller, Policy.Action.ADD_TASK, new Policy.Target.Task(caller.project()));
    quotas.requireRoom(caller);
    checkAddress(source.uri(), "URI for legacy import task does not pass filtering: ");
    ImportOrder order = new ImportOrder(source, new ImportOrder.Targets.Default(), true, words);
    String taskId = UUID.randomUUID().toString();
    try (ImportWorkers.Place place = workers.reserve()) {
      ImageMaker.Draft draft = maker.draft(caller, wanted);
      ImportJournal.Claim claim =
          beginOnce(
              caller,
              draft.id(),
              taskId,
              () -> {
                Image image = draft.image();
                checkFormats(image);
                Beginning beginning =
                    new Beginning(order, Kind.OF_NEW_IMAGE, targets.of(image, order), taskId);
                return begin(caller, image, draft.transaction(), beginning);
              });
      Task task = catalog.task(taskId).orElseThrow().value();
      place.take(claim);
      return task;
    }
  }

  /// Begins an import by one commit; recognises its own, by the task, when that was in doubt.
  private ImportJournal.Claim beginOnce(
      Caller caller, String imageId, String taskId, Commits.Attempt<ImportJournal.Claim> beginning)
      throws Refusal {
    return Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          Optional<ImportJournal.Claim> begun = journal.begun(imageId, taskId, caller.proof());
          return begun.isPresent() ? begun.get() : beginning.run();
        });
  }

  private void checkMayRegister(Caller caller, Image image, NewLocation location) throws Refusal {
    if (image.status() != ImageStatus.QUEUED) {
      throw new Refusal.Conflict(
          "A location is registered for queued images only; "
              + image.id()
              + " is "
              + image.status()
              + ".");
    }
    access.require(caller, Policy.Action.ADD_IMAGE_LOCATION, image);
    boolean web = location.url().startsWith("http") && new Places(targets.stores()).reads("http");
    if (!web && !isService(caller)) {
      throw new Refusal.Forbidden("Only a service may register such a location.");
    }
    NewLocation.KnownHashes known = location.known();
    if (known != null
        && !LocationEdit.isHex(known.value(), HashAlgorithm.of(known.algorithm()).lengthBytes())) {
      throw new Refusal.Invalid("'os_hash_value' is no " + known.algorithm() + ".");
    }
    if (journal.isUnderWay(image.id())) {
      throw new Refusal.Conflict("Image has active task");
    }
  }

  private static boolean isService(Caller caller) {
    Caller.Service service = caller.origin().service();
    return caller.roles().contains(SERVICE_ROLE)
        || (service != null && service.roles().contains(SERVICE_ROLE));
  }

  /// What is to begin.
  private record Beginning(ImportOrder order, Kind kind, List<String> stores, String taskId) {}

  /// @param transaction what the commit that begins has besides
  private ImportJournal.Claim begin(
      Caller caller, Image image, CatalogTransaction transaction, Beginning beginning)
      throws ConflictException, InterruptedException {
    String id = image.id();
    ImportOrder order = beginning.order();
    List<String> stores = beginning.stores();
    Instant now = timestamps.next();
    ImageBuilder change = image.change().failure(null).updatedAt(now);
    if (!(order.source() instanceof ImportSource.Copy)) {
      // What an image without data tells of is data that failed its check.
      change.status(ImageStatus.IMPORTING).locations(List.of());
    }
    change.property(ImportLists.TASK, beginning.taskId());
    if (targets.told() && !stores.isEmpty()) {
      ImportLists.begin(change, stores);
    }
    ImportJob job =
        new ImportJob(
            id,
            beginning.taskId(),
            0,
            order.source(),
            transformations(caller, order.source()),
            stores,
            List.of(),
            List.of(),
            order.allMustSucceed(),
            beginning.kind() == Kind.OF_NEW_IMAGE,
            null,
            order.words().result(id));
    Task task = task(caller, beginning, id, now);
    Lease lease = journal.begin(transaction.putImage(change.build()), job, task);
    return new ImportJournal.Claim(
        id, new Versioned<>(lease, transaction.commit()), caller.proof());
  }

  private Task task(Caller caller, Beginning beginning, String imageId, Instant now) {
    ImportOrder.Words words = beginning.order().words();
    return new Task(
        beginning.taskId(),
        beginning.kind().taskType,
        TaskStatus.PENDING,
        words.input(imageId, targets.shown(beginning.stores())),
        null,
        caller.project(),
        "",
        now,
        now,
        null,
        imageId,
        words.requestId(),
        caller.user());
  }

  /// What is to be done with the data of this caller's import.
  private List<String> transformations(Caller caller, ImportSource source) {
    if (source instanceof ImportSource.Copy) {
      return List.of();
    }
    if (source instanceof ImportSource.Registered) {
      return options.locations().hashes() ? List.of(Registration.HASHING) : List.of();
    }
    boolean exempt = !Collections.disjoint(caller.roles(), options().injectionExemptRoles());
    return options().plugins().stream()
        .filter(plugin -> plugin != ImportPlugin.INJECT_IMAGE_METADATA || !exempt)
        .map(ImportPlugin::text)
        .toList();
  }

  private void checkMayImport(Caller caller, Image image, ImportSource source) throws Refusal {
    checkStatus(image, source);
    checkFormats(image);
    access.require(
        caller,
        source instanceof ImportSource.Copy ? Policy.Action.COPY_IMAGE : Policy.Action.MODIFY_IMAGE,
        image);
    if (!(source instanceof ImportSource.Copy)) {
      access.requireOwnership(caller, image);
    }
    if (journal.isUnderWay(image.id())) {
      throw new Refusal.Conflict("Image has active task");
    }
  }

  private static void checkFormats(Image image) throws Refusal.Conflict {
    if (image.containerFormat() == null) {
      throw new Refusal.Conflict("'container_format' needs to be set before import");
    }
    if (image.diskFormat() == null) {
      throw new Refusal.Conflict("'disk_format' needs to be set before import");
    }
  }

  private static void checkStatus(Image image, ImportSource source) throws Refusal.Conflict {
    ImageStatus wanted =
        switch (source) {
          case ImportSource.Direct _ -> ImageStatus.UPLOADING;
          case ImportSource.Web _, ImportSource.Region _, ImportSource.Registered _ ->
              ImageStatus.QUEUED;
          case ImportSource.Copy _ -> ImageStatus.ACTIVE;
        };
    if (image.status() != wanted) {
      throw new Refusal.Conflict(
          "Image "
              + image.id()
              + " needs to be in '"
              + wanted
              + "' state to be imported by "
              + source.method()
              + "; it is "
              + image.status()
              + ".");
    }
    if (source instanceof ImportSource.Direct && image.staged() == null) {
      throw new Refusal.Conflict("Image " + image.id() + " is being staged at the moment.");
    }
  }

  private void checkAddress(String uri, String refusal)
      throws Refusal.Invalid, InterruptedException {
    try {
      client.check(uri);
    } catch (FetchException.Failed e) {
      // A name that nobody knows now may be known when its turn comes; if not, the task says so.
      LOG.debug("{}", e.getMessage());
    } catch (FetchException e) {
      throw new Refusal.Invalid(refusal + e.getMessage());
    }
  }

  /// Stops the workers; what they were at is gone on with by the next run.
  @Override
  public void close() {
    workers.close();
  }
}
