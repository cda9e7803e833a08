package dev.vitrine.images.scrub;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Lease;
import dev.vitrine.catalog.Leases;
import dev.vitrine.catalog.ScrubProgress;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.images.Commits;
import dev.vitrine.images.JobLease;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/// Compares what the chunk stores have with what its names promise, one store after the other: one
/// at a time over all nodes, by a lease; a pass that was stopped goes on where it was. A store that
/// is away fails alone.
///
/// For one thread, but for what only reads.
public final class Scrubber {
  /// Whoever has it scrubs.
  public static final String LEASE = Keys.SCRUBBER_LEASE;

  /// What came of one store.
  public sealed interface Outcome {
    /// All of it was looked at.
    record Scrubbed(ScrubProgress progress) implements Outcome {}

    /// Some of it could not be looked at; the next run goes on.
    record Failed(BlobException failure) implements Outcome {}

    /// Another scrub is under way, or took the work over.
    record Elsewhere() implements Outcome {}
  }

  /// Another scrubber took the work over.
  static final class LostException extends Exception {
    private static final long serialVersionUID = 1;

    LostException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final Catalog catalog;
  private final JobLease lease;
  private final KnownDamages damages;
  private final List<StoreScrub> scrubs = new ArrayList<>();

  /// @param dead incarnations that are known to be gone for good
  public Scrubber(
      Catalog catalog,
      Leases leases,
      Stores stores,
      KnownDamages damages,
      Predicate<String> dead,
      InstantSource clock) {
    this.catalog = catalog;
    this.lease = new JobLease(catalog, leases, LEASE, "compare what is stored", dead);
    this.damages = damages;
    for (BlobStore blobs : stores.chunkStores()) {
      scrubs.add(new StoreScrub(catalog, stores, blobs, damages.store(blobs.name()), clock));
    }
  }

  KnownDamages damages() {
    return damages;
  }

  /// How far each store has come, by its name; those that were never looked at are left out.
  public SequencedMap<String, ScrubProgress> progress() {
    SequencedMap<String, ScrubProgress> progress = new LinkedHashMap<>();
    for (StoreScrub scrub : scrubs) {
      catalog.scrub(scrub.name()).ifPresent(record -> progress.put(scrub.name(), record.value()));
    }
    return progress;
  }

  /// When the next pass is to begin, or to go on; empty without stores.
  ///
  /// @param interval from the beginning of one pass to that of the next
  Optional<Instant> due(Duration interval) {
    return scrubs.stream()
        .map(scrub -> catalog.scrub(scrub.name()).map(Versioned::value))
        .map(progress ->
            progress
                .filter(each -> each.endedAt() != null)
                .map(each -> each.beganAt().plus(interval))
                .orElse(Instant.MIN))
        .min(Instant::compareTo);
  }

  boolean hasSuspects() {
    return scrubs.stream().anyMatch(StoreScrub::hasSuspects);
  }

  /// Looks at what is suspected. Returns false when some of it could not be looked at.
  public boolean lookAtSuspects() throws InterruptedException {
    boolean all = true;
    for (StoreScrub scrub : scrubs) {
      try {
        scrub.lookAtSuspects();
      } catch (BlobException e) {
        all = false;
      }
    }
    return all;
  }

  /// Looks at every object of every store, or at the rest when a pass was stopped.
  ///
  /// @param anew whether to begin at the beginning
  /// @param wanted the stores whose turn it is, by their progress
  /// @param pauseNanos how long to wait for so many bytes that were read
  public SequencedMap<String, Outcome> scrub(
      boolean anew, Predicate<Optional<ScrubProgress>> wanted, LongUnaryOperator pauseNanos)
      throws InterruptedException {
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    for (StoreScrub scrub : scrubs) {
      Optional<ScrubProgress> before = catalog.scrub(scrub.name()).map(Versioned::value);
      if (wanted.test(before)) {
        Optional<ScrubProgress> unfinished =
            anew ? Optional.empty() : before.filter(each -> each.endedAt() == null);
        outcomes.put(scrub.name(), scrub(scrub, unfinished, pauseNanos));
      }
    }
    return outcomes;
  }

  private Outcome scrub(
      StoreScrub scrub, Optional<ScrubProgress> unfinished, LongUnaryOperator pauseNanos)
      throws InterruptedException {
    try {
      Versioned<Lease> held = lease.acquire();
      try {
        return new Outcome.Scrubbed(
            scrub.pass(unfinished, pauseNanos, progress -> note(held, progress)));
      } catch (BlobException e) {
        return new Outcome.Failed(e);
      } finally {
        lease.release(held);
      }
    } catch (ConflictException | LostException e) {
      return new Outcome.Elsewhere();
    }
  }

  private void note(Versioned<Lease> held, ScrubProgress progress) throws LostException {
    try {
      Commits.retryingWithoutDoubt(
          catalog,
          () -> {
            boolean stillHeld =
                catalog
                    .lease(LEASE)
                    .filter(present -> present.revision() == held.revision())
                    .isPresent();
            if (!stillHeld) {
              throw new Refusal.Conflict("the lease " + LEASE + " is lost");
            }
            CatalogTransaction transaction = catalog.transaction().putScrub(progress);
            lease.fence(transaction, held);
            return transaction.commit();
          });
    } catch (Refusal e) {
      throw new LostException("another scrubber took over: " + e.getMessage(), e);
    }
  }
}
