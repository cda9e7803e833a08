package dev.vitrine.images;

import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImportJob;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.Removal;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.Tombstone;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.UsageBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of imports: image, job and task change together, in one commit a step, each fenced
/// by the import's lease. So what the three say is always the same, and an import that was ended
/// under the feet of its worker (its image deleted, its lease taken over) cannot be gone on with:
/// the worker's next commit is refused as [Refusal.Gone].
///
/// Thread-safe.
final class ImportJournal {
  private static final Logger LOG = LoggerFactory.getLogger(ImportJournal.class);
  private static final String LEASE_PREFIX = Keys.importLease("");

  private final Catalog catalog;
  private final Leases leases;
  private final Timestamps timestamps;
  private final ImageServiceOptions options;

  ImportJournal(
      Catalog catalog, Leases leases, Timestamps timestamps, ImageServiceOptions options) {
    this.catalog = catalog;
    this.leases = leases;
    this.timestamps = timestamps;
    this.options = options;
  }

  /// The right to go on with an import.
  ///
  /// @param proof of whoever ordered it; nothing, when that was in an earlier run
  record Claim(String imageId, Versioned<Lease> lease, Proof proof) {}

  /// What is known of an import at one moment.
  record State(Versioned<Image> image, Versioned<ImportJob> job, Versioned<Task> task) {
    Image imageNow() {
      return image.value();
    }

    ImportJob jobNow() {
      return job.value();
    }
  }

  /// What a step makes of the records.
  record Step(Image image, ImportJob job, Task task) {}

  /// Adds to the transaction that the import begins. Empty when another one of the image is under
  /// way.
  Lease begin(CatalogTransaction transaction, ImportJob job, Task task) {
    transaction.putImportJob(job).putTask(task);
    return leases.acquire(transaction, Keys.importLease(job.imageId()), "import " + job.taskId());
  }

  /// The import that the task belongs to, if it has begun; for who is in doubt about a commit.
  Optional<Claim> begun(String imageId, String taskId, Proof proof) {
    return catalog
        .importJob(imageId)
        .filter(job -> job.value().taskId().equals(taskId))
        .flatMap(_ -> catalog.lease(Keys.importLease(imageId)))
        .map(lease -> new Claim(imageId, lease, proof));
  }

  boolean isUnderWay(String imageId) {
    return catalog.importJob(imageId).isPresent();
  }

  /// Takes over the imports of incarnations that are no more.
  List<Claim> takeOver() throws Refusal {
    List<Claim> taken = new ArrayList<>();
    for (Versioned<Lease> stale : leases.ofOthers(LEASE_PREFIX)) {
      String imageId = stale.value().name().substring(LEASE_PREFIX.length());
      taken.add(
          Commits.retryingWithoutDoubt(
              catalog,
              () -> {
                // The commit may have been in doubt and have happened: then the lease is ours.
                Versioned<Lease> lease =
                    leases.ofOthers(stale.value().name()).stream()
                            .anyMatch(other -> other.value().name().equals(stale.value().name()))
                        ? leases.takeOver(stale, stale.value().purpose())
                        : catalog.lease(stale.value().name()).orElseThrow();
                return new Claim(imageId, lease, Proof.NONE);
              }));
    }
    return taken;
  }

  State read(Claim claim) throws Refusal.Gone {
    String id = claim.imageId();
    Optional<Versioned<Image>> image = catalog.image(id);
    Optional<Versioned<ImportJob>> job = catalog.importJob(id);
    if (!isHeld(claim) || image.isEmpty() || job.isEmpty()) {
      throw new Refusal.Gone("The import of image " + id + " was ended by others.");
    }
    Versioned<Task> task =
        catalog
            .task(job.get().value().taskId())
            .orElseThrow(() -> new InvariantViolated("an import without a task: " + id));
    return new State(image.get(), job.get(), task);
  }

  boolean isHeld(Claim claim) {
    return catalog
        .lease(claim.lease().value().name())
        .filter(lease -> lease.revision() == claim.lease().revision())
        .isPresent();
  }

  /// Records a step; returns what holds then.
  ///
  /// @param before what the step was decided by
  State record(Claim claim, State before, Function<State, Step> step) throws Refusal {
    UsageBounds none = UsageBounds.none(before.imageNow().owner());
    return record(claim, before, none, _ -> {}, step);
  }

  /// Records a step that takes room; returns what holds then.
  ///
  /// @param before what the step was decided by
  /// @param bounds what must hold of the owner's usage for it
  /// @param also what the commit writes beside
  State record(
      Claim claim,
      State before,
      UsageBounds bounds,
      Consumer<CatalogTransaction> also,
      Function<State, Step> step)
      throws Refusal {
    return Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          State now = read(claim);
          if (now.jobNow().step() > before.jobNow().step()) {
            return now; // the commit was in doubt, and had happened
          }
          Step after = step.apply(now);
          ImportJob job = after.job().next();
          CatalogTransaction transaction =
              expecting(claim, now).putImage(after.image()).putTask(after.task()).putImportJob(job);
          bounds.on(transaction);
          also.accept(transaction);
          long revision = transaction.commit();
          return new State(
              new Versioned<>(after.image(), revision),
              new Versioned<>(job, revision),
              new Versioned<>(after.task(), revision));
        });
  }

  /// Lets the task say how far the import is.
  void say(Claim claim, String message) throws Refusal {
    Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          State now = read(claim);
          return expecting(claim, now)
              .putTask(now.task().value().saying(message, timestamps.next()))
              .commit();
        });
  }

  /// Ends the import with success.
  void succeed(Claim claim, Function<State, Image> image) throws Refusal {
    end(
        claim,
        (now, time) -> {
          Task done =
              now.task().value().succeeded(now.jobNow().result(), time, time.plus(remembered()));
          return ending(claim, now, image.apply(now)).putTask(done).commit();
        });
  }

  /// Ends the import without success.
  ///
  /// @param image what becomes of the image; null when it goes, too
  /// @param removed what is to be removed from stores then
  void fail(
      Claim claim,
      String message,
      Function<State, @Nullable Image> image,
      Function<State, List<Removal>> removed)
      throws Refusal {
    end(
        claim,
        (now, time) -> {
          Task failed = now.task().value().failed(message, time, time.plus(remembered()));
          CatalogTransaction transaction = ending(claim, now, image.apply(now)).putTask(failed);
          removed.apply(now).forEach(transaction::putRemoval);
          return transaction.commit();
        });
  }

  @FunctionalInterface
  private interface Ending {
    long commit(State now, Instant time) throws ConflictException, InterruptedException;
  }

  private void end(Claim claim, Ending ending) throws Refusal {
    Commits.retryingWithoutDoubt(catalog, () -> ending.commit(read(claim), timestamps.next()));
  }

  private CatalogTransaction ending(Claim claim, State now, @Nullable Image image) {
    CatalogTransaction transaction = catalog.transaction().expectImage(now.image());
    transaction.expectTask(now.task()).expectImportJob(now.job());
    transaction.deleteImportJob(claim.imageId());
    leases.release(transaction, claim.lease());
    if (image != null) {
      return transaction.putImage(image);
    }
    catalog
        .members(claim.imageId())
        .forEach(member -> transaction.deleteMember(claim.imageId(), member.value().project()));
    return transaction
        .deleteImage(claim.imageId())
        .putTombstone(new Tombstone(claim.imageId(), timestamps.next()));
  }

  private CatalogTransaction expecting(Claim claim, State now) {
    CatalogTransaction transaction = catalog.transaction();
    leases.fence(transaction, claim.lease());
    return transaction.expectImage(now.image()).expectTask(now.task()).expectImportJob(now.job());
  }

  /// Adds to the transaction, which deletes the image, that its import is over.
  static void cancel(
      Catalog catalog,
      CatalogTransaction transaction,
      String imageId,
      Instant now,
      ImageServiceOptions options) {
    catalog
        .importJob(imageId)
        .ifPresent(job -> {
          LOG.info("The import of image {} ends: the image was deleted", imageId);
          transaction
              .expectImportJob(job)
              .deleteImportJob(imageId)
              .deleteLease(Keys.importLease(imageId));
          catalog
              .task(job.value().taskId())
              .ifPresent(task -> {
                Instant forgotten = now.plus(options.taskTimeToLive());
                String why = "Image has been deleted, aborting import.";
                transaction.expectTask(task).putTask(task.value().failed(why, now, forgotten));
              });
        });
  }

  private Duration remembered() {
    return options.taskTimeToLive();
  }
}
