package dev.vitrine.images.collect;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Collector;
import dev.vitrine.blobstore.Repacker;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.Pace;
import dev.vitrine.images.collect.GarbageCollection.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Packs what has become cold and then collects, from time to time and when it is asked to, beside
/// a running service: one thread, which waits most of the time. Thread-safe.
///
/// A collection that fails is reported and tried again at its next time.
public final class CollectionSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CollectionSchedule.class);

  /// How long one run waits for uploads; the next one goes on waiting for the same.
  private static final Duration PATIENCE = Duration.ofHours(1);

  /// How often it looks whether they have ended.
  private static final Duration STEP = Duration.ofMillis(250);

  /// A run that is under way when the service ends stops at its next object.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  /// What packing reads at most in a second: a fraction of what a disk gives, and of what downloads
  /// need.
  private static final long PACKING_BYTES_PER_SECOND = 64L << 20;

  /// A run that has ended.
  ///
  /// @param number of the runs of this object, from 1
  /// @param failure why it did not come to every store, for people; null when it did
  /// @param outcomes what came of each store that it came to, by its name
  /// @param repacked the same for the stores in which something may be packed
  public record Ended(
      long number,
      Instant beganAt,
      Instant endedAt,
      @Nullable String failure,
      SequencedMap<String, Outcome> outcomes,
      SequencedMap<String, Repacking.Outcome> repacked) {}

  /// How things are.
  ///
  /// @param runningSince null when nothing is collected now
  /// @param last empty before the first run's end
  public record Status(@Nullable Instant runningSince, Optional<Ended> last) {}

  private final GarbageCollection collection;
  private final Repacking repacking;
  private final Duration interval;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition asked = lock.newCondition();
  private final Thread thread;

  // Guarded by the lock.
  private boolean requested;
  private long begun;
  private boolean closed;
  private @Nullable Instant runningSince;
  private Optional<Ended> last = Optional.empty();

  private CollectionSchedule(
      GarbageCollection collection, Repacking repacking, Duration interval, InstantSource clock) {
    this.collection = collection;
    this.repacking = repacking;
    this.interval = interval;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("collector").unstarted(this::work);
  }

  /// Begins to wait.
  ///
  /// @param interval from the end of one run to the beginning of the next; zero: only when asked
  public static CollectionSchedule start(
      GarbageCollection collection, Repacking repacking, Duration interval, InstantSource clock) {
    CollectionSchedule schedule = new CollectionSchedule(collection, repacking, interval, clock);
    schedule.thread.start();
    return schedule;
  }

  /// Asks for a run as soon as possible. While one is under way, another follows it, since that one
  /// may be past what the caller has in mind. Returns the number of the run that is asked for.
  public long request() {
    lock.lock();
    try {
      requested = true;
      asked.signalAll();
      return begun + 1;
    } finally {
      lock.unlock();
    }
  }

  public Status status() {
    lock.lock();
    try {
      return new Status(runningSince, last);
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (awaitTurn()) {
        Ended ended = run();
        lock.lock();
        try {
          runningSince = null;
          last = Optional.of(ended);
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("The collector stops");
    }
  }

  /// Returns false when there are no more turns.
  private boolean awaitTurn() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long leftNanos = interval.isZero() ? Long.MAX_VALUE : interval.toNanos();
      while (!requested && !closed && leftNanos > 0) {
        leftNanos = asked.awaitNanos(leftNanos);
      }
      requested = false;
      if (!closed) {
        begun++;
        runningSince = clock.instant();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// On the one thread that counts runs.
  private Ended run() throws InterruptedException {
    long number = begun;
    Instant began = clock.instant();
    String failure = null;
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    SequencedMap<String, Repacking.Outcome> repacked = new LinkedHashMap<>();
    try {
      // First, since a collection waits for uploads.
      repacked.putAll(repacking.run(packingPace()));
      repacked.forEach(CollectionSchedule::report);
      outcomes.putAll(collection.collect(Collector.patience(PATIENCE, STEP)));
      outcomes.forEach(CollectionSchedule::report);
    } catch (RegistryException e) {
      LOG.warn("The collection came to no end: {}", e.getMessage());
      failure = e.getMessage();
    } catch (RuntimeException e) {
      LOG.error("The collection failed", e);
      failure = "the service failed";
    }
    return new Ended(number, began, clock.instant(), failure, outcomes, repacked);
  }

  private static Repacker.Pace packingPace() {
    Pace pace = new Pace(PACKING_BYTES_PER_SECOND, System::nanoTime);
    return readBytes -> Thread.sleep(Duration.ofNanos(pace.pauseNanos(readBytes)));
  }

  private static void report(String store, Repacking.Outcome outcome) {
    switch (outcome) {
      case Repacking.Outcome.Failed(BlobException e) ->
          LOG.warn("Not all of store {} that is cold could be packed: {}", store, e.getMessage());
      case Repacking.Outcome.Elsewhere _ ->
          LOG.info("Store {} is being collected by another node: nothing is packed", store);
      case Repacking.Outcome.Repacked(Repacker.Result result) -> {
        if (result.packedChunks() > 0 || result.unpackedChunks() > 0) {
          LOG.info(
              "Packed in store {}: {} cold chunks, {} bytes saved; {} unpacked, {} bytes spent",
              store,
              result.packedChunks(),
              result.savedBytes(),
              result.unpackedChunks(),
              result.spentBytes());
        }
      }
    }
  }

  private static void report(String store, Outcome outcome) {
    switch (outcome) {
      case Outcome.Failed(BlobException e) ->
          LOG.warn("The collection of store {} came to no end: {}", store, e.getMessage());
      case Outcome.Elsewhere _ -> LOG.info("Store {} is being collected by another node", store);
      case Outcome.Collected(Collector.Result result) -> {
        if (!result.done()) {
          LOG.info(
              "The collection of store {} goes on when these have ended: {}",
              store,
              result.waitingFor());
        } else if (result.deletedObjects() > 0) {
          LOG.info(
              "Collected in store {}: {} objects deleted, {} bytes planned, {} needed again",
              store,
              result.deletedObjects(),
              result.plan().freedBytes(),
              result.sparedObjects());
        }
      }
    }
  }

  /// Stops a run that is under way. Closing twice does nothing.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      asked.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        LOG.warn("The collector does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
