package dev.vitrine.images.scrub;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.ScrubProgress;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.Pace;
import dev.vitrine.images.scrub.Scrubber.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Scrubs as time goes by, when it is asked to, and what downloads suspect at once, beside a
/// running service: one thread, which waits most of the time. Thread-safe.
///
/// What fails is reported and tried again a little later.
public final class ScrubSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScrubSchedule.class);

  /// After a failure.
  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  /// A look at one object that is under way when the service ends.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  /// How often and how fast.
  ///
  /// @param bytesPerSecond what is read at most; 0: nothing is read unless somebody asks for it,
  ///   and then as fast as it goes
  /// @param interval from the beginning of a pass to that of the next, or longer when a pass takes
  ///   longer
  public record Plan(long bytesPerSecond, Duration interval) {
    /// Only when asked.
    public static final Plan ON_DEMAND = new Plan(0, Duration.ZERO);
  }

  /// How things are.
  ///
  /// @param runningSince null when no pass is under way
  /// @param ended the number of the last run that has ended, of those of this object, from 1; 0
  ///   before that
  /// @param failure why the last run did not look at everything, for people; null when it did
  /// @param stores how far each store has come
  public record Status(
      @Nullable Instant runningSince,
      long ended,
      @Nullable String failure,
      SequencedMap<String, ScrubProgress> stores) {}

  private enum Turn {
    SUSPECTS,
    DUE,
    REQUESTED,
    CLOSED
  }

  private final Scrubber scrubber;
  private final Plan plan;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  // Guarded by the lock.
  private boolean requested;
  private boolean suspicion;
  private boolean closed;
  private long begun;
  private long ended;
  private @Nullable Instant runningSince;
  private @Nullable String failure;

  /// Only the thread's own.
  private Instant notBefore = Instant.MIN;

  private ScrubSchedule(Scrubber scrubber, Plan plan, InstantSource clock) {
    this.scrubber = scrubber;
    this.plan = plan;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("scrubber").unstarted(this::work);
  }

  public static ScrubSchedule start(Scrubber scrubber, Plan plan, InstantSource clock) {
    ScrubSchedule schedule = new ScrubSchedule(scrubber, plan, clock);
    scrubber.damages().onSuspicion(schedule::suspected);
    schedule.thread.start();
    return schedule;
  }

  /// Asks for a pass over everything as soon as possible; one that is under way goes on first.
  /// Returns the number of the run that is asked for.
  public long request() {
    lock.lock();
    try {
      requested = true;
      changed.signalAll();
      return begun + 1;
    } finally {
      lock.unlock();
    }
  }

  private void suspected() {
    lock.lock();
    try {
      suspicion = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public Status status() {
    SequencedMap<String, ScrubProgress> stores = scrubber.progress();
    lock.lock();
    try {
      return new Status(runningSince, ended, failure, stores);
    } finally {
      lock.unlock();
    }
  }

  /// What is lost or damaged at present.
  public List<DamagedObject> damages() {
    return scrubber.damages().all();
  }

  private void work() {
    try {
      for (Turn turn = awaitTurn(); turn != Turn.CLOSED; turn = awaitTurn()) {
        switch (turn) {
          case SUSPECTS -> lookAtSuspects();
          case DUE -> run(false);
          case REQUESTED -> run(true);
          case CLOSED -> {}
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("The scrubber stops");
    }
  }

  private Turn awaitTurn() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closed) {
          return Turn.CLOSED;
        }
        Instant now = clock.instant();
        boolean patient = now.isBefore(notBefore);
        if (suspicion && !patient) {
          suspicion = false;
          return Turn.SUSPECTS;
        }
        if (requested) {
          requested = false;
          begin(now);
          return Turn.REQUESTED;
        }
        Duration wait = untilDue(now);
        if (wait.isZero()) {
          begin(now);
          return Turn.DUE;
        }
        changed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(Instant now) {
    begun++;
    runningSince = now;
  }

  /// Zero when a pass is to begin; at most as long as a failure is waited for, so that the clock
  /// and what others did are looked at again.
  private Duration untilDue(Instant now) {
    if (plan.bytesPerSecond == 0 || now.isBefore(notBefore)) {
      return RETRY_AFTER;
    }
    try {
      Instant due = scrubber.due(plan.interval).orElse(Instant.MAX);
      if (!now.isBefore(due)) {
        return Duration.ZERO;
      }
      return now.plus(RETRY_AFTER).isBefore(due)
          ? RETRY_AFTER
          : Duration.between(now, due).plusMillis(1);
    } catch (RegistryException e) {
      return RETRY_AFTER;
    }
  }

  private void lookAtSuspects() throws InterruptedException {
    boolean all = false;
    try {
      all = scrubber.lookAtSuspects();
    } catch (RegistryException e) {
      LOG.warn("What downloads suspect could not be looked at: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("A look at what downloads suspect failed", e);
    }
    if (!all) {
      notBefore = clock.instant().plus(RETRY_AFTER);
    }
  }

  private void run(boolean anew) throws InterruptedException {
    String failed = null;
    try {
      Instant now = clock.instant();
      Pace pace = new Pace(plan.bytesPerSecond, System::nanoTime);
      SequencedMap<String, Outcome> outcomes =
          scrubber.scrub(
              anew,
              progress ->
                  anew
                      || progress
                          .filter(each -> each.endedAt() != null)
                          .filter(each -> now.isBefore(each.beganAt().plus(plan.interval)))
                          .isEmpty(),
              pace::pauseNanos);
      for (var each : outcomes.entrySet()) {
        failed = report(each.getKey(), each.getValue(), failed);
      }
    } catch (RegistryException e) {
      LOG.warn("The scrub came to no end: {}", e.getMessage());
      failed = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("The scrub failed", e);
      failed = "the service failed";
    }
    if (failed != null) {
      notBefore = clock.instant().plus(RETRY_AFTER);
    }
    lock.lock();
    try {
      runningSince = null;
      ended = begun;
      failure = failed;
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable String report(
      String store, Outcome outcome, @Nullable String failureSoFar) {
    return switch (outcome) {
      case Outcome.Scrubbed(ScrubProgress progress) -> {
        LOG.info(
            "Scrubbed store {}: {} objects, {} bytes; {} mended, {} lost",
            store,
            progress.objects(),
            progress.bytes(),
            progress.mended(),
            progress.lost());
        yield failureSoFar;
      }
      case Outcome.Failed(BlobException e) -> {
        LOG.warn("The scrub of store {} came to no end: {}", store, e.getMessage());
        yield "store " + store + ": " + e.getMessage();
      }
      case Outcome.Elsewhere _ -> {
        LOG.info("Store {} is being scrubbed by another node", store);
        yield "store " + store + ": another scrub is under way";
      }
    };
  }

  /// Stops a pass that is under way; the next start goes on with it. Closing twice does nothing.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        LOG.warn("The scrubber does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
