package dev.vitrine.images;

import dev.vitrine.catalog.Location;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.ingest.LaneException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts data into several stores side by side, so many at a time, and hands out what came of each,
/// in the order in which they end.
///
/// For one thread, which closes it. Closing ends what is under way, and whatever was put and not
/// handed out by then is discarded, also when it comes later.
final class ParallelPuts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ParallelPuts.class);

  /// Puts that are interrupted leave what they were doing at once, but for a store's answer.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

  /// What came of one.
  sealed interface Outcome {
    record Stored(String store, Location location) implements Outcome {}

    record Refused(String store, Refusal why) implements Outcome {}

    /// Something is wrong here, not with the store.
    record Broken(Throwable failure) implements Outcome {}
  }

  /// Puts the data into one store.
  @FunctionalInterface
  interface Put {
    Location into(String store)
        throws Refusal, Intake.SourceBroken, LaneException, InterruptedException;
  }

  private final Put put;
  private final Consumer<Location> discard;
  private final ExecutorService threads;
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private int left;
  private boolean closed;

  /// Begins.
  ///
  /// @param discard takes away what was put for nothing
  ParallelPuts(List<String> stores, int most, Put put, Consumer<Location> discard) {
    this.put = put;
    this.discard = discard;
    this.left = stores.size();
    this.threads =
        Executors.newFixedThreadPool(
            Math.min(most, stores.size()), Thread.ofVirtual().name("put-", 0).factory());
    stores.forEach(store -> threads.execute(() -> run(store)));
  }

  private void run(String store) {
    Outcome outcome;
    try {
      outcome = new Outcome.Stored(store, put.into(store));
    } catch (Refusal refusal) {
      outcome = new Outcome.Refused(store, refusal);
    } catch (Intake.SourceBroken e) {
      outcome = new Outcome.Refused(store, new Refusal.Unavailable("The data broke off."));
    } catch (InterruptedException e) {
      return; // it was closed: nobody waits
    } catch (LaneException | RuntimeException | Error e) {
      outcome = new Outcome.Broken(e);
    }
    if (!offer(outcome) && outcome instanceof Outcome.Stored(String _, Location location)) {
      discard.accept(location);
    }
  }

  private synchronized boolean offer(Outcome outcome) {
    return !closed && outcomes.offer(outcome);
  }

  /// Waits for the next one that ends; null when all have. As long as a store needs, which has
  /// limits of its own.
  @Nullable Outcome next() throws InterruptedException {
    if (left == 0) {
      return null;
    }
    left--;
    return outcomes.take();
  }

  /// An interruption meanwhile is kept for the caller's next wait.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    threads.shutdownNow();
    outcomes.forEach(outcome -> {
      if (outcome instanceof Outcome.Stored(String _, Location location)) {
        discard.accept(location);
      }
    });
    outcomes.clear();
    try {
      if (!threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("A store does not come to an end; what it takes will be discarded");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
