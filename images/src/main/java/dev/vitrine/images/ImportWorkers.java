package dev.vitrine.images;

import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.ImportJournal.Claim;
import dev.vitrine.images.access.Refusal;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries imports out: so many at a time, the others wait for their turn. An import that the
/// registry cannot note stays with its worker, which tries again, less and less often.
///
/// Thread-safe.
final class ImportWorkers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImportWorkers.class);

  /// Waiting imports are small, and in the registry anyway; but callers who order more than that
  /// had better wait themselves.
  private static final int MOST_WAITING = 10_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// Workers that are interrupted leave what they were doing at once; one that is within a commit
  /// ends it.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final ImportRunner runner;
  private final ExecutorService threads;
  private final Semaphore places = new Semaphore(MOST_WAITING);

  ImportWorkers(ImportRunner runner, int workers) {
    this.runner = runner;
    this.threads =
        Executors.newFixedThreadPool(workers, Thread.ofVirtual().name("import-", 0).factory());
  }

  /// A place among those who wait, for an import that may yet be refused.
  final class Place implements AutoCloseable {
    private boolean taken;

    void take(Claim claim) {
      taken = true;
      start(claim, places::release);
    }

    @Override
    public void close() {
      if (!taken) {
        places.release();
      }
    }
  }

  Place reserve() throws Refusal.Unavailable {
    if (threads.isShutdown() || !places.tryAcquire()) {
      throw new Refusal.Unavailable("Too many imports are waiting; try again later.");
    }
    return new Place();
  }

  /// Goes on with an import of an earlier run; there are no more of them than were once accepted.
  void resume(Claim claim) {
    start(claim, () -> {});
  }

  private void start(Claim claim, Runnable onEnd) {
    try {
      threads.execute(() -> {
        try {
          work(claim);
        } finally {
          onEnd.run();
        }
      });
    } catch (RejectedExecutionException e) {
      onEnd.run(); // the service ends; the next run goes on with it
    }
  }

  private void work(Claim claim) {
    Duration pause = FIRST_PAUSE;
    try {
      while (true) {
        try {
          runner.run(claim);
          return;
        } catch (RegistryException e) {
          LOG.warn("The import of image {} waits: {}", claim.imageId(), e.getMessage());
          Thread.sleep(pause);
          Duration longer = pause.multipliedBy(2);
          pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        }
      }
    } catch (InterruptedException e) {
      LOG.info("The import of image {} is left to the next run", claim.imageId());
    }
  }

  /// Closing twice does nothing.
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("An import did not stop in time; the next run goes on with it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
