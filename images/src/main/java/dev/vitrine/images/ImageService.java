package dev.vitrine.images;

import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.UsageCensus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.ImageIndex;
import dev.vitrine.catalog.query.ImageQuery;
import dev.vitrine.catalog.query.IndexBehindException;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.ingest.LaneException;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.StoredData;
import dev.vitrine.images.stores.Stores;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
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
  private final Leftovers leftovers;
  private final Removals removals;
  private final Deletions deletions;
  private final Intake intake;
  private final MemberService members;
  private final ProjectQuotas quotas;
  private final TaskService tasks;
  private final DataChecks checks;

  /// A service whose custom properties are everybody's.
  public ImageService(
      Catalog catalog,
      Leases leases,
      ImageIndex index,
      Stores stores,
      Executor hashing,
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
        quotas,
        options,
        clock);
  }

  /// Takes over none of what it is given.
  ///
  /// @param leases of this run of this process
  /// @param hashing the threads that hash uploads, the same that the chunk stores use
  public ImageService(
      Catalog catalog,
      Leases leases,
      ImageIndex index,
      Stores stores,
      Executor hashing,
      Policy policy,
      PropertyProtections protections,
      DataChecks checks,
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
    this.uploads = new Uploads(catalog, leases, access, timestamps, this.quotas, options);
    this.leftovers = new Leftovers(uploads);
    this.removals = new Removals(catalog, stores, timestamps);
    this.deletions = new Deletions(catalog, leases, access, stores, timestamps, removals);
    this.intake = new Intake(hashing, options);
    this.members = new MemberService(catalog, access, rules, timestamps, options);
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

  /// What projects may have, and have.
  public ProjectQuotas quotas() {
    return quotas;
  }

  /// Brings back to `queued` what uploads of earlier runs left `saving`, ends their tasks, and
  /// counts what projects have if that was never done. Once, before the first request; only where
  /// no other process works on the registry.
  public void recover() throws Refusal {
    Commits.retryingWithoutDoubt(() -> {
      UsageCensus census = new UsageCensus(catalog.registry());
      return census.wasTaken() ? List.of() : census.correct();
    });
    tasks.recover();
    deletions.recover();
    uploads.recover(id -> LOG.info("Image {} is queued again: its upload was interrupted", id));
  }

  /// Registers an image without data. The id of an image that was here before is never given again.
  public Image create(Caller caller, NewImage wanted) throws Refusal, InterruptedException {
    String owner = wanted.ownerGiven() ? wanted.owner() : caller.project();
    access.requireCreation(caller, owner, wanted.visibility());
    rules.checkTagCount(wanted.tags());
    rules.checkSize("min_disk", wanted.minDiskGib());
    rules.checkSize("min_ram", wanted.minRamMib());
    rules.checkPropertyCount(wanted.properties().keySet());
    for (String name : wanted.properties().keySet()) {
      rules.checkCustomName(name);
      if (!protections.allows(caller, PropertyProtections.Operation.CREATE, name)) {
        throw RecordRules.reserved(name);
      }
    }
    String id = wanted.id() == null ? UUID.randomUUID().toString() : wanted.id();
    UsageBounds bounds = quotas.forNewImage(owner);
    return Commits.retrying(() -> {
      if (catalog.image(id).isPresent() || catalog.tombstone(id).isPresent()) {
        throw new Refusal.Conflict("Image ID " + id + " already exists!");
      }
      Image image = newImage(id, owner, wanted);
      bounds.require(catalog);
      bounds.on(catalog.transaction().expectFree(id).putImage(image)).commit();
      return protections.shownTo(caller, image);
    });
  }

  private Image newImage(String id, @Nullable String owner, NewImage wanted) throws Refusal {
    rules.checkText("name", wanted.name());
    rules.checkTexts("tag", wanted.tags());
    ImageBuilder image =
        new ImageBuilder(id, timestamps.next())
            .name(wanted.name())
            .visibility(wanted.visibility())
            .isProtected(wanted.isProtected())
            .hidden(wanted.hidden())
            .owner(owner)
            .containerFormat(wanted.containerFormat())
            .diskFormat(wanted.diskFormat())
            .minDiskGib(wanted.minDiskGib())
            .minRamMib(wanted.minRamMib())
            .tags(List.copyOf(new LinkedHashSet<>(wanted.tags())));
    for (Map.Entry<String, @Nullable String> property : wanted.properties().entrySet()) {
      rules.checkText("property name", property.getKey());
      rules.checkText(property.getKey(), property.getValue());
      image.property(property.getKey(), property.getValue());
    }
    return image.build();
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
    return Commits.retrying(() -> {
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
      ImageEdit edit = new ImageEdit(rules, protections, caller, image.value());
      for (ImageChange step : steps) {
        edit.apply(step);
      }
      Image changed = edit.finish(timestamps.next());
      catalog.transaction().expectImage(image).putImage(changed).commit();
      return protections.shownTo(caller, changed);
    });
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

  /// Fills a queued image. When this returns, the image is active and its data survives the loss of
  /// power. Whatever else happens, the image is queued again with the reason kept, or gone.
  ///
  /// Throws the source's [IOException] when that broke off.
  ///
  /// @param declaredBytes the length that the sender announced; zero counts as none
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
    Store store = chosen(storeId);
    OptionalLong expectedBytes =
        declaredBytes.orElse(0) == 0 ? OptionalLong.empty() : declaredBytes;
    Uploads.Begun begun = uploads.begin(caller, id, expectedBytes);
    Uploads.Claim claim = begun.claim();
    try {
      Uploads.Stored stored =
          intake.take(
              store,
              id,
              source,
              expectedBytes,
              lengthBytes -> uploads.allow(claim, lengthBytes),
              checks.begin(begun.image()));
      activate(claim, stored);
    } catch (Refusal refusal) {
      LOG.info("Upload of image {} was refused: {}", id, refusal.getMessage());
      throw refuse(claim, refusal);
    } catch (BlobException e) {
      throw refuse(claim, StoreFailures.whileWriting(id, e));
    } catch (ImageStoreException e) {
      throw refuse(claim, StoreFailures.whileWriting(id, e));
    } catch (Intake.SourceBroken e) {
      LOG.info("Upload of image {} broke off: {}", id, e.failure().getMessage());
      abandon(claim, "The data broke off: " + e.failure().getMessage());
      throw e.failure();
    } catch (InterruptedException e) {
      LOG.info("Upload of image {} was cancelled", id);
      abandon(claim, "The upload was cancelled.");
      throw e;
    } catch (LaneException e) {
      abandon(claim, "The service failed.");
      throw new IllegalStateException("hashing image " + id + " failed", e);
    } catch (RuntimeException | Error e) { // whoever answers the caller logs it
      abandon(claim, "The service failed.");
      throw e;
    }
  }

  /// The store that an upload goes to. Where callers cannot choose, what they chose counts for
  /// nothing.
  private Store chosen(@Nullable String storeId) throws Refusal {
    if (storeId == null || !stores.selectable()) {
      return stores.defaultStore();
    }
    return stores
        .find(storeId)
        .orElseThrow(() -> new Refusal.Invalid("Store for identifier " + storeId + " not found"));
  }

  /// What no image has afterwards is removed from its store again. Where nobody knows whether the
  /// image has it, because the registry is away, it stays.
  private void activate(Uploads.Claim claim, Uploads.Stored stored) throws Refusal {
    try {
      uploads.activate(claim, stored);
    } catch (Refusal refusal) {
      removals.discard(claim.imageId(), stored.location());
      throw refusal;
    }
  }

  private Refusal refuse(Uploads.Claim claim, Refusal refusal) {
    boolean gone = !abandon(claim, refusal.getMessage());
    return gone ? Uploads.gone(claim.imageId()) : refusal;
  }

  /// Returns whether the image is still there, as far as is known. Never throws.
  private boolean abandon(Uploads.Claim claim, String reason) {
    try {
      return uploads.abandon(claim, reason);
    } catch (Refusal | RegistryException e) {
      LOG.error("Image {} stays saving for now: {}", claim.imageId(), e.getMessage());
      leftovers.add(claim, reason);
      return true;
    }
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
    if (locations.isEmpty()) {
      return new Download(image, null);
    }
    try {
      return new Download(image, StoredData.of(id, stores, locations, image.sizeBytes()));
    } catch (BlobException e) {
      throw StoreFailures.whileReading(id, e);
    } catch (ImageStoreException e) {
      throw StoreFailures.whileReading(id, e);
    }
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
    leftovers.close();
    removals.close();
  }
}
