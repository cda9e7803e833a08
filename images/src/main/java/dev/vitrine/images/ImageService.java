package dev.vitrine.images;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.hash.Hashing;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import dev.vitrine.images.access.ListScope;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.ProjectQuotas;
import dev.vitrine.images.quota.Quotas;
import dev.vitrine.images.quota.UsageBounds;
import dev.vitrine.images.stores.StoredData;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The use cases of images. Thread-safe; calls block, so they belong on virtual threads.
///
/// Each use case passes the gates of [Access], then reads, decides and commits, and begins anew
/// when somebody else was faster. A [RegistryException] may come out of each of them: no use case
/// can go on without the registry.
public final class ImageService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImageService.class);

  private final Catalog catalog;
  private final ImageIndex index;
  private final Stores stores;
  private final ImageServiceOptions options;
  private final Access access;
  private final PropertyProtections protections;
  private final RecordRules rules;
  private final Timestamps timestamps;
  private final Uploads uploads;
  private final Removals removals;
  private final Sharing sharing;
  private final DisusedKeys keys;
  private final Deletions deletions;
  private final Leases leases;
  private final Intake intake;
  private final Transfers transfers;
  private final MemberService members;
  private final ProjectQuotas quotas;
  private final ImageMaker maker;
  private final TaskService tasks;
  private final DataChecks checks;

  /// A service whose custom properties are everybody's.
  public ImageService(
      Catalog catalog,
      Leases leases,
      ImageIndex index,
      Stores stores,
      Hashing hashing,
      Policy policy,
      Quotas quotas,
      ImageServiceOptions options,
      InstantSource clock) {
    this(
        catalog,
        leases,
        index,
        stores,
        hashing,
        policy,
        PropertyProtections.NONE,
        DataChecks.STRICT,
        KeyKeeper.NONE,
        quotas,
        options,
        clock);
  }

  /// Takes over none of what it is given.
  ///
  /// @param leases of this run of this process
  /// @param hashing the threads that hash uploads, the same that the chunk stores use
  /// @param keys where the keys are that go with the images that they are of
  public ImageService(
      Catalog catalog,
      Leases leases,
      ImageIndex index,
      Stores stores,
      Hashing hashing,
      Policy policy,
      PropertyProtections protections,
      DataChecks checks,
      KeyKeeper keys,
      Quotas quotas,
      ImageServiceOptions options,
      InstantSource clock) {
    this.catalog = catalog;
    this.index = index;
    this.stores = stores;
    this.options = options;
    this.access = new Access(catalog, policy);
    this.protections = protections;
    this.checks = checks;
    this.rules = new RecordRules(options);
    this.timestamps = new Timestamps(clock);
    this.quotas = new ProjectQuotas(quotas, catalog);
    this.maker = new ImageMaker(catalog, access, protections, rules, this.quotas, timestamps);
    this.removals = new Removals(catalog, stores, timestamps);
    this.sharing = new Sharing(catalog, leases, stores);
    this.uploads =
        new Uploads(catalog, leases, access, timestamps, this.quotas, removals, sharing, options);
    this.keys = new DisusedKeys(keys);
    this.deletions =
        new Deletions(catalog, leases, access, stores, timestamps, removals, this.keys, options);
    this.leases = leases;
    this.intake = new Intake(hashing, removals, options);
    this.transfers = new Transfers(uploads, intake, stores, removals, sharing, checks);
    this.members = new MemberService(catalog, access, rules, sharing, timestamps, options);
    this.tasks = new TaskService(catalog, access, timestamps, options);
  }

  public ImageServiceOptions options() {
    return options;
  }

  /// Where images may lie.
  public Stores stores() {
    return stores;
  }

  /// Refuses who may not do what concerns the service itself: its cache, its stores.
  public void requireService(Caller caller, Policy.Action action) throws Refusal.Forbidden {
    access.require(caller, action, new Policy.Target.Service());
  }

  /// The use cases of sharing.
  public MemberService members() {
    return members;
  }

  /// The use cases of tasks.
  public TaskService tasks() {
    return tasks;
  }

  /// The use cases of imports, with workers of their own; whoever asks closes it, before this.
  ///
  /// @param client what fetches data from the web
  public ImportService imports(GuardedClient client) {
    return imports(client, RemoteImages.NONE, ForeignDisks.NONE);
  }

  /// @param client what fetches data from the web
  /// @param remotes the images of other regions
  /// @param foreign reads disks that are to be converted and are not read here
  public ImportService imports(GuardedClient client, RemoteImages remotes, ForeignDisks foreign) {
    ImportJournal journal = new ImportJournal(catalog, leases, timestamps, options);
    ImportStaging staging =
        new ImportStaging(
            stores, intake, uploads, journal, quotas, removals, checks, client, foreign);
    ImportTargets targets = new ImportTargets(stores);
    Registration registration =
        new Registration(catalog, stores, journal, staging, quotas, timestamps, options);
    ImportRunner runner =
        new ImportRunner(
            catalog,
            journal,
            staging,
            registration,
            remotes,
            targets,
            quotas,
            removals,
            sharing,
            timestamps,
            options);
    return new ImportService(
        maker,
        catalog,
        access,
        quotas,
        timestamps,
        options,
        targets,
        client,
        journal,
        new ImportWorkers(runner, options.imports().workers()));
  }

  /// What projects may have, and have.
  public ProjectQuotas quotas() {
    return quotas;
  }

  /// Brings back to `queued` what uploads of earlier runs left `saving`, ends their tasks, and
  /// counts what projects have if that was never done. Once, before the first request; only where
  /// no other process works on the registry.
  public void recover() throws Refusal {
    Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          UsageCensus census = new UsageCensus(catalog.registry());
          return census.wasTaken() ? List.of() : census.correct();
        });
    tasks.recover();
    deletions.recover();
    uploads.recover(id -> LOG.info("Image {} is queued again: its upload was interrupted", id));
    removals.workOn();
    sharing.workOn();
  }

  /// Registers an image without data. The id of an image that was here before is never given again.
  public Image create(Caller caller, NewImage wanted) throws Refusal, InterruptedException {
    ImageMaker.Draft draft = maker.draft(caller, wanted);
    return Commits.retrying(() -> {
      Image image = draft.image();
      draft.transaction().putImage(image).commit();
      return protections.shownTo(caller, image);
    });
  }

  public Image show(Caller caller, String id) throws Refusal {
    Image image = access.find(caller, id).value();
    access.require(caller, Policy.Action.GET_IMAGE, image);
    return protections.shownTo(caller, image);
  }

  /// A page of what the caller may see, as of a moment after every commit that came before the
  /// call. An image that goes away meanwhile, or that the policy withholds, is missing from its
  /// page; the pages after it stay as they are.
  public ImageList list(Caller caller, ListRequest request) throws Refusal, InterruptedException {
    access.requireListing(caller);
    Image after = request.marker() == null ? null : marker(caller, request.marker());
    Filter filter =
        new Filter.And(
            List.of(
                ListScope.of(caller, request.scope(), request.memberStatuses()),
                protections.asAskedBy(caller, request.filter())));
    List<String> ids = search(new ImageQuery(filter, request.order(), after, request.limit()));
    Map<String, Versioned<Image>> records = catalog.images(ids);
    List<Image> images =
        ids.stream()
            .map(records::get)
            .filter(Objects::nonNull)
            .map(Versioned::value)
            .filter(image -> access.mayGet(caller, image))
            .map(image -> protections.shownTo(caller, image))
            .toList();
    boolean full = ids.size() == request.limit() && !images.isEmpty();
    return new ImageList(images, full ? images.getLast().id() : null);
  }

  private Image marker(Caller caller, String id) throws Refusal {
    Image image =
        catalog
            .image(id)
            .map(Versioned::value)
            .filter(found -> found.status().visible())
            .orElseThrow(() -> new Refusal.Invalid("Invalid marker: no image has the ID " + id));
    if (!access.shows(caller, image)) {
      throw new Refusal.Forbidden("You may not see the image that the marker names.");
    }
    return image;
  }

  private List<String> search(ImageQuery query) throws Refusal, InterruptedException {
    try {
      return index.search(query, catalog.registry().head(), options.indexWait());
    } catch (IndexBehindException e) {
      LOG.warn("A list was refused: {}", e.getMessage());
      throw new Refusal.Unavailable("The list is not up to date at present; try again.");
    }
  }

  public Image change(Caller caller, String id, List<ImageChange> steps)
      throws Refusal, InterruptedException {
    return change(caller, id, steps, Precondition.NONE);
  }

  /// Carries out all steps, or none; returns the image as it is then. Without steps the policy is
  /// not asked and nothing changes.
  public Image change(Caller caller, String id, List<ImageChange> steps, Precondition precondition)
      throws Refusal, InterruptedException {
    Set<Policy.Action> actions = EnumSet.noneOf(Policy.Action.class);
    steps.forEach(step -> actions.add(ImageEdit.actionOf(step)));
    Places places = new Places(stores);
    return sharing.around(
        id,
        caller.proof(),
        () -> {
          Versioned<Image> image = access.find(caller, id);
          if (steps.isEmpty()) {
            precondition.require(image.value());
            return protections.shownTo(caller, image.value());
          }
          for (Policy.Action action : actions) {
            access.require(caller, action, image.value());
          }
          access.requireOwnership(caller, image.value());
          precondition.require(image.value());
          LocationEdit locations = new LocationEdit(stores, places, options, image.value());
          ImageEdit edit = new ImageEdit(rules, protections, caller, image.value(), locations);
          for (ImageChange step : steps) {
            edit.apply(step);
          }
          Image changed = edit.finish(timestamps.next());
          commit(caller, image, changed, locations);
          return protections.shownTo(caller, changed);
        });
  }

  private void commit(Caller caller, Versioned<Image> image, Image changed, LocationEdit locations)
      throws Refusal, ConflictException, InterruptedException {
    CatalogTransaction transaction = catalog.transaction().expectImage(image).putImage(changed);
    if (!locations.removed().isEmpty()) {
      if (catalog.importJob(changed.id()).isPresent()) {
        throw new Refusal.Conflict("Image " + changed.id() + " is being copied; try again.");
      }
      locations.removed().stream()
          .map(location -> removals.later(changed.id(), location))
          .forEach(transaction::putRemoval);
    }
    if (locations.moreBytes() > 0) {
      UsageBounds bounds = quotas.forImported(changed.owner(), locations.moreBytes());
      bounds.require(catalog);
      bounds.on(transaction);
    }
    if (Sharing.concerns(image.value(), changed)) {
      sharing.begin(transaction, changed.id(), changed.locations());
    }
    transaction.commit();
    if (!locations.removed().isEmpty()) {
      removals.workOff(changed.id(), caller.proof());
    }
  }

  /// Withholds the data of an active image from everybody but administrators. Nothing happens to
  /// one that is deactivated already.
  public void deactivate(Caller caller, String id) throws Refusal, InterruptedException {
    exchange(caller, id, Policy.Action.DEACTIVATE, ImageStatus.ACTIVE, ImageStatus.DEACTIVATED);
  }

  /// Undoes [#deactivate]; nothing happens to an active image.
  public void reactivate(Caller caller, String id) throws Refusal, InterruptedException {
    exchange(caller, id, Policy.Action.REACTIVATE, ImageStatus.DEACTIVATED, ImageStatus.ACTIVE);
  }

  private void exchange(
      Caller caller, String id, Policy.Action action, ImageStatus from, ImageStatus to)
      throws Refusal, InterruptedException {
    Commits.retrying(() -> {
      Versioned<Image> image = access.find(caller, id);
      access.require(caller, action, image.value());
      access.requireOwnership(caller, image.value());
      ImageStatus status = image.value().status();
      if (status == to) {
        return image;
      }
      if (status != from) {
        throw new Refusal.Forbidden(
            "An image that is " + status + " does not become " + to + "; it must be " + from + ".");
      }
      Image changed = image.value().change().status(to).updatedAt(timestamps.next()).build();
      catalog.transaction().expectImage(image).putImage(changed).commit();
      return image;
    });
  }

  public void delete(Caller caller, String id) throws Refusal, InterruptedException {
    delete(caller, id, Precondition.NONE);
  }

  /// Deletes the image with its members; a running upload of it ends as gone. The id stays taken.
  /// Data in stores of whole images is removed, now or, when a store is away, later. Chunks and
  /// recipe stay in their store: other images may share them, and taking away what no image needs
  /// is a collector's work.
  public void delete(Caller caller, String id, Precondition precondition)
      throws Refusal, InterruptedException {
    deletions.delete(caller, id, precondition);
  }

  /// Removes the data of an image from one of several stores that have it.
  public void deleteFromStore(Caller caller, String store, String id)
      throws Refusal, InterruptedException {
    deletions.deleteFromStore(caller, store, id);
  }

  /// Fills a queued image, see [Transfers].
  public void upload(Caller caller, String id, OptionalLong declaredBytes, ByteSource source)
      throws Refusal, IOException, InterruptedException {
    upload(caller, id, null, declaredBytes, source);
  }

  /// @param storeId the store that the caller chose; null for the default
  public void upload(
      Caller caller,
      String id,
      @Nullable String storeId,
      OptionalLong declaredBytes,
      ByteSource source)
      throws Refusal, IOException, InterruptedException {
    transfers.upload(caller, id, storeId, declaredBytes, source);
  }

  /// Takes data for a queued image that an import is to make something of, see [Transfers].
  public void stage(Caller caller, String id, OptionalLong declaredBytes, ByteSource source)
      throws Refusal, IOException, InterruptedException {
    transfers.stage(caller, id, declaredBytes, source);
  }

  public Download download(Caller caller, String id) throws Refusal, InterruptedException {
    return download(caller, id, List.of());
  }

  /// Finds the image's data. Nothing is held open until it is read.
  ///
  /// @param preferredStores where to look first; refused where callers cannot choose stores
  public Download download(Caller caller, String id, List<String> preferredStores)
      throws Refusal, InterruptedException {
    Image image = access.find(caller, id).value();
    access.require(caller, Policy.Action.DOWNLOAD_IMAGE, image);
    if (!preferredStores.isEmpty()) {
      access.require(caller, Policy.Action.DOWNLOAD_FROM_STORE, image);
      requireKnown(preferredStores);
    }
    if (image.status() == ImageStatus.DEACTIVATED && !caller.admin()) {
      throw new Refusal.Forbidden("The data of image " + id + " is deactivated.");
    }
    List<Location> locations = stores.inOrder(image.locations(), preferredStores);
    if (locations.isEmpty() || !isFilled(image)) {
      return new Download(image, null);
    }
    try {
      return new Download(
          image, StoredData.of(id, stores, caller.proof().actor(), locations, image.sizeBytes()));
    } catch (BlobException e) {
      throw StoreFailures.whileReading(id, e);
    } catch (ImageStoreException e) {
      throw StoreFailures.whileReading(id, e);
    }
  }

  /// Whether what the image's locations have is its data: it may be what is still to be verified,
  /// or what failed that.
  private static boolean isFilled(Image image) {
    return image.status() == ImageStatus.ACTIVE || image.status() == ImageStatus.DEACTIVATED;
  }

  /// Where the data of the image lies, in the order in which it is tried; for other services.
  public List<Location> locations(Caller caller, String id) throws Refusal {
    Image image = access.find(caller, id).value();
    access.require(caller, Policy.Action.FETCH_IMAGE_LOCATION, image);
    return stores.inOrder(image.locations(), List.of());
  }

  private void requireKnown(List<String> preferredStores) throws Refusal {
    if (!stores.selectable()) {
      throw new Refusal.Invalid("There is one store only, so none can be preferred.");
    }
    for (String store : preferredStores) {
      if (stores.find(store).isEmpty()) {
        throw new Refusal.Invalid("Store for identifier " + store + " not found");
      }
    }
  }

  /// Opens what was found, so that a failure can still be answered. What comes later, in the middle
  /// of the data, cuts it.
  public void begin(Download download) throws Refusal, InterruptedException {
    StoredData data = download.data();
    if (data == null) {
      return;
    }
    String id = download.image().id();
    try {
      data.begin();
    } catch (BlobException e) {
      throw StoreFailures.whileReading(id, e);
    } catch (ImageStoreException e) {
      throw StoreFailures.whileReading(id, e);
    }
  }

  /// Ends what the service does on its own; calls that run go on. Closing twice does nothing.
  @Override
  public void close() {
    transfers.close();
    removals.close();
    sharing.close();
    keys.close();
  }
}
