package dev.vitrine.images;

import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageBuilder;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportJob;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Location;
import dev.vitrine.catalog.Staged;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.ImportJournal.Claim;
import dev.vitrine.images.ImportJournal.State;
import dev.vitrine.images.ImportJournal.Step;
import dev.vitrine.images.ParallelPuts.Outcome;
import dev.vitrine.images.access.Attributes;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.ingest.LaneException;
import dev.vitrine.images.quota.ProjectQuotas;
import dev.vitrine.images.quota.UsageBounds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out one import, step by step, from wherever its journal stands: take it up, bring the
/// data to staging, transform it, put it into each store, end. What comes next follows from the
/// journal alone, so a step may be begun twice, by two runs of the service; it is recorded once.
///
/// Thread-safe.
final class ImportRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ImportRunner.class);
  private static final String INTERNAL = "Task failed due to Internal Error";
  private static final long MIB = 1 << 20;

  private final Catalog catalog;
  private final ImportJournal journal;
  private final ImportStaging staging;
  private final Registration registration;
  private final RemoteImages remotes;
  private final ImportTargets targets;
  private final ProjectQuotas quotas;
  private final Removals removals;
  private final Sharing sharing;
  private final Timestamps timestamps;
  private final ImageServiceOptions options;

  ImportRunner(
      Catalog catalog,
      ImportJournal journal,
      ImportStaging staging,
      Registration registration,
      RemoteImages remotes,
      ImportTargets targets,
      ProjectQuotas quotas,
      Removals removals,
      Sharing sharing,
      Timestamps timestamps,
      ImageServiceOptions options) {
    this.catalog = catalog;
    this.journal = journal;
    this.staging = staging;
    this.registration = registration;
    this.remotes = remotes;
    this.targets = targets;
    this.quotas = quotas;
    this.removals = removals;
    this.sharing = sharing;
    this.timestamps = timestamps;
    this.options = options;
  }

  /// Goes on with the import to its end. Throws [RegistryException] when the registry could not
  /// note how far it came: then the import is where the registry says. An interrupted one stays
  /// there, too.
  void run(Claim claim) throws InterruptedException {
    try {
      State state = takeUp(claim);
      while (state != null) {
        state = advance(claim, state);
      }
      LOG.info("Image {} is imported", claim.imageId());
    } catch (Refusal.Gone e) {
      LOG.info("{}", e.getMessage());
    } catch (StoreRefused e) {
      fail(claim, e.why().getMessage(), new Failing.OneStore(e.store()));
    } catch (Registration.OtherData e) {
      fail(claim, String.valueOf(e.getMessage()), new Failing.Data());
    } catch (Refusal e) {
      fail(claim, e.getMessage(), new Failing.Everything());
    } catch (Intake.SourceBroken e) {
      String why = e.failure().getMessage();
      String reason = why == null ? "it ends too early" : why;
      fail(claim, "The data broke off: " + reason, new Failing.Everything());
    } catch (RegistryException e) {
      throw e;
    } catch (LaneException | RuntimeException e) {
      LOG.error("The import of image {} failed", claim.imageId(), e);
      fail(claim, INTERNAL, new Failing.Everything());
    }
  }

  /// What did not do what it should.
  private sealed interface Failing {
    record Everything() implements Failing {}

    record OneStore(String store) implements Failing {}

    /// What a registered location has.
    record Data() implements Failing {}
  }

  /// The next store did not take the data, and all must.
  private static final class StoreRefused extends Exception {
    private static final long serialVersionUID = 1;
    private final String store;
    private final transient Refusal why;

    StoreRefused(String store, Refusal why) {
      super(why);
      this.store = store;
      this.why = why;
    }

    String store() {
      return store;
    }

    Refusal why() {
      return why;
    }
  }

  private State takeUp(Claim claim) throws Refusal {
    State state = journal.read(claim);
    if (state.jobNow().step() > 0) {
      return state;
    }
    quotas.requireImport(state.imageNow().owner());
    return journal.record(
        claim,
        state,
        now -> {
          Instant time = timestamps.next();
          return new Step(now.imageNow(), now.jobNow(), now.task().value().processing(time));
        });
  }

  /// Does what comes next. Returns what holds then; null when that was the end.
  private @Nullable State advance(Claim claim, State state)
      throws Refusal,
          StoreRefused,
          Registration.OtherData,
          Intake.SourceBroken,
          LaneException,
          InterruptedException {
    ImportJob job = state.jobNow();
    Image image = state.imageNow();
    if (job.source() instanceof ImportSource.Registered registered) {
      State next = registration.advance(claim, state, registered);
      if (next == null) {
        journal.succeed(claim, this::ended);
      }
      return next;
    }
    if (job.source() instanceof ImportSource.Web(String uri)
        && image.staged() == null
        && job.stored().isEmpty()) {
      return arrived(claim, state, staging.fetch(claim, image, uri), RemoteFacts.NONE);
    }
    if (job.source() instanceof ImportSource.Region region
        && image.staged() == null
        && job.stored().isEmpty()) {
      RemoteImages.Remote remote = remotes.find(claim.proof(), region);
      RemoteFacts facts = RemoteFacts.of(remote, image, options);
      Staged data = staging.fetch(claim, image, remote);
      return arrived(claim, state, data, facts);
    }
    if (!job.transformations().isEmpty()) {
      return transform(claim, state, ImportPlugin.of(job.transformations().getFirst()));
    }
    if (!job.targets().isEmpty()) {
      return store(claim, state);
    }
    if (image.status() == ImageStatus.IMPORTING) {
      throw new Refusal.Unavailable("No store took the data.");
    }
    journal.succeed(claim, this::ended);
    return null;
  }

  /// @param facts what came with the data
  private State arrived(Claim claim, State state, Staged data, RemoteFacts facts) throws Refusal {
    return journal.record(
        claim,
        state,
        now -> {
          Image image = now.imageNow();
          ImageBuilder change =
              image
                  .change()
                  .staged(data)
                  .sizeBytes(data.lengthBytes())
                  .reservedBytes(image.reservedBytes() == 0 ? 0 : data.lengthBytes())
                  .updatedAt(timestamps.next());
          ImportJob job = facts.on(change, image, now.jobNow());
          return new Step(change.build(), job, now.task().value());
        });
  }

  private State transform(Claim claim, State state, ImportPlugin plugin)
      throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
    return switch (plugin) {
      case NO_OP -> changed(claim, state, _ -> {});
      case INJECT_IMAGE_METADATA ->
          changed(
              claim,
              state,
              image ->
                  options
                      .imports()
                      .injection()
                      .forEach((name, value) -> {
                        if (!name.startsWith(Attributes.INTERNAL_PREFIX)) {
                          image.property(name, value);
                        }
                      }));
      case IMAGE_DECOMPRESSION -> {
        Staged data = staging.decompress(claim, state.imageNow());
        yield changed(claim, state, image -> image.staged(data).sizeBytes(data.lengthBytes()));
      }
      case IMAGE_CONVERSION ->
          switch (staging.convert(claim, state.imageNow(), options.imports().diskFormat())) {
            case ImportStaging.Converted.As(Staged data, String format, long diskBytes) ->
                changed(
                    claim,
                    state,
                    image ->
                        image
                            .staged(data)
                            .sizeBytes(data.lengthBytes())
                            .diskFormat(format)
                            .virtualSizeBytes(diskBytes));
            case ImportStaging.Converted.Kept _ -> changed(claim, state, _ -> {});
          };
    };
  }

  @FunctionalInterface
  private interface Change {
    void on(ImageBuilder image);
  }

  /// Records a transformation that was done.
  private State changed(Claim claim, State state, Change change) throws Refusal {
    return journal.record(
        claim,
        state,
        now -> {
          ImageBuilder image = now.imageNow().change().updatedAt(timestamps.next());
          change.on(image);
          return new Step(image.build(), now.jobNow().transformed(), now.task().value());
        });
  }

  /// Puts the data into the next store, or into several side by side, and notes of each that the
  /// data is there or that it did not take it.
  private State store(Claim claim, State state)
      throws Refusal, StoreRefused, LaneException, InterruptedException {
    Image seen = state.imageNow();
    ImportJob job = state.jobNow();
    boolean copies = job.source() instanceof ImportSource.Copy;
    int most = copies ? 1 : options.imports().parallelStores();
    List<String> stores = most > 1 ? job.targets() : job.targets().subList(0, 1);
    long lengthBytes = seen.sizeBytes() == null ? 0 : seen.sizeBytes();
    UsageBounds bounds = quotas.forImported(seen.owner(), lengthBytes);
    OptionalLong virtualSizeBytes =
        seen.status() == ImageStatus.IMPORTING ? staging.check(claim, seen) : OptionalLong.empty();
    Filling filling = new Filling(claim, seen, stores, bounds, virtualSizeBytes);
    State now = state;
    try (ParallelPuts puts =
        new ParallelPuts(
            stores,
            most,
            filling::put,
            location -> removals.discard(claim.imageId(), location, claim.proof()))) {
      for (Outcome outcome = puts.next(); outcome != null; outcome = puts.next()) {
        now =
            switch (outcome) {
              case Outcome.Stored(String store, Location location) ->
                  filling.stored(now, store, location);
              case Outcome.Refused(String store, Refusal why) -> refused(claim, now, store, why);
              case Outcome.Broken(Throwable failure) -> throw broken(failure);
            };
      }
    }
    return now;
  }

  private static LaneException broken(Throwable failure) throws LaneException {
    switch (failure) {
      case LaneException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new InvariantViolated("a put failed in a way that it cannot: " + failure);
    }
  }

  /// Fills stores with what an image had at one moment; those that are filled together have an
  /// order.
  private final class Filling {
    private final Claim claim;
    private final Image seen;
    private final List<String> order;
    private final UsageBounds bounds;
    private final OptionalLong virtualSizeBytes;

    Filling(
        Claim claim,
        Image seen,
        List<String> order,
        UsageBounds bounds,
        OptionalLong virtualSizeBytes) {
      this.claim = claim;
      this.seen = seen;
      this.order = order;
      this.bounds = bounds;
      this.virtualSizeBytes = virtualSizeBytes;
    }

    Location put(String store)
        throws Refusal, Intake.SourceBroken, LaneException, InterruptedException {
      if (seen.reservedBytes() == 0) {
        bounds.require(catalog);
      }
      return staging.put(claim, seen, store);
    }

    State stored(State state, String store, Location location) throws Refusal {
      try {
        return journal.record(
            claim,
            state,
            bounds,
            transaction -> {
              removals.settle(transaction, claim.imageId(), location);
              sharing.begin(transaction, claim.imageId(), List.of(location));
            },
            now -> {
              Step step = ImportRunner.this.stored(now, store, location, order);
              return seen.status() == ImageStatus.IMPORTING
                  ? new Step(
                      asChecked(step.image(), seen, virtualSizeBytes), step.job(), step.task())
                  : step;
            });
      } catch (Refusal refusal) {
        removals.discard(claim.imageId(), location, claim.proof());
        throw refusal;
      } finally {
        removals.over(location);
        sharing.settle(claim.imageId(), claim.proof());
      }
    }
  }

  /// The image has the formats that its data was checked for, whatever it was given meanwhile.
  private static Image asChecked(Image image, Image checked, OptionalLong virtualSizeBytes) {
    return image
        .change()
        .diskFormat(checked.diskFormat())
        .containerFormat(checked.containerFormat())
        .virtualSizeBytes(virtualSizeBytes.isPresent() ? virtualSizeBytes.getAsLong() : null)
        .build();
  }

  private State refused(Claim claim, State state, String store, Refusal why)
      throws Refusal, StoreRefused {
    journal.read(claim);
    if (state.jobNow().allMustSucceed()) {
      throw new StoreRefused(store, why);
    }
    LOG.info("Image {} is not in store {}: {}", claim.imageId(), store, why.getMessage());
    return journal.record(
        claim,
        state,
        now -> {
          Instant time = timestamps.next();
          ImageBuilder image = now.imageNow().change().updatedAt(time);
          ImportLists.failed(image, List.of(store));
          String message = store + ": " + why.getMessage();
          return new Step(
              image.build(),
              now.jobNow().failedIn(store),
              now.task().value().saying(message, time));
        });
  }

  /// @param order in which the locations of these stores stand, whichever is there first
  private Step stored(State now, String store, Location location, List<String> order) {
    Instant time = timestamps.next();
    Image before = now.imageNow();
    ImportJob job = now.jobNow().storedIn(store);
    ImageBuilder image = before.change().updatedAt(time);
    List<Location> locations = new ArrayList<>(before.locations());
    List<String> later = order.subList(order.indexOf(store), order.size());
    int at = 0;
    while (at < locations.size() && !later.contains(locations.get(at).store())) {
      at++;
    }
    locations.add(at, location);
    image.locations(locations).reservedBytes(0);
    Staged staged = before.staged();
    if (before.status() == ImageStatus.IMPORTING && staged != null) {
      image.checksum(staged.checksum()).hash(staged.hashAlgorithm(), staged.hashValue());
      if (job.targets().isEmpty() || !job.allMustSucceed()) {
        image.status(ImageStatus.ACTIVE);
      }
    }
    if (targets.told()) {
      ImportLists.done(image, List.of(store));
    }
    long lengthBytes = before.sizeBytes() == null ? 0 : before.sizeBytes();
    String message = "Copied " + lengthBytes / MIB + " MiB";
    return new Step(image.build(), job, now.task().value().saying(message, time));
  }

  private Image ended(State now) {
    return now.imageNow()
        .change()
        .removeProperty(ImportLists.TASK)
        .updatedAt(timestamps.next())
        .build();
  }

  private void fail(Claim claim, String message, Failing failing) throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException(); // the service ends: nothing has failed
    }
    String id = claim.imageId();
    try {
      journal.fail(
          claim,
          message,
          now -> failed(now, message, failing),
          now ->
              storedHere(now).stream()
                  .filter(Location.External.class::isInstance)
                  .map(location -> removals.later(id, location))
                  .toList());
      LOG.info("The import of image {} failed: {}", claim.imageId(), message);
    } catch (Refusal e) {
      LOG.info("The import of image {} has nothing to fail: {}", claim.imageId(), e.getMessage());
      return;
    }
    removals.workOff(id, claim.proof());
  }

  private static boolean isOfTheWeb(Location location) {
    return location instanceof Location.External external
        && (external.uri().startsWith("http://") || external.uri().startsWith("https://"));
  }

  /// The locations that a failure takes back: those of this import, where all were to succeed.
  private static List<Location> storedHere(State now) {
    ImportJob job = now.jobNow();
    return job.allMustSucceed()
        ? now.imageNow().locations().stream()
            .filter(location -> job.stored().contains(location.store()))
            .toList()
        : List.of();
  }

  /// What a failed import leaves: an image that is as it was before, but knows why.
  private @Nullable Image failed(State now, String message, Failing failing) {
    ImportJob job = now.jobNow();
    if (job.removedOnFailure()) {
      return null;
    }
    Image before = now.imageNow();
    ImageBuilder image = before.change().updatedAt(timestamps.next());
    image.removeProperty(ImportLists.TASK).failure(Uploads.shortened(message));
    List<Location> left = new ArrayList<>(before.locations());
    boolean registered = job.source() instanceof ImportSource.Registered;
    if (registered && before.status() == ImageStatus.IMPORTING) {
      // The data stays where it is: it is somebody else's. The image still tells where bad data was
      // found on the web, as Glance's does; nothing reads it.
      left.removeIf(location -> !(failing instanceof Failing.Data) || !isOfTheWeb(location));
    }
    left.removeAll(storedHere(now));
    image.locations(left);
    if (targets.told() && !registered) {
      List<String> refusing =
          failing instanceof Failing.OneStore(String store) ? List.of(store) : job.targets();
      ImportLists.failed(image, refusing);
      ImportLists.done(image, job.targets());
    }
    if (before.status() == ImageStatus.IMPORTING) {
      image.status(ImageStatus.QUEUED).sizeBytes(null).virtualSizeBytes(null);
      image.checksum(null).hash(null, null);
      RemoteFacts.giveBack(image, job);
    }
    return image.build();
  }
}
