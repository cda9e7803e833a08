package dev.vitrine.images;

import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.access.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Uploads that ended while the registry could not note it. Their images are still `saving`, under
/// leases of this run that nobody uses any more; one thread tries again, less and less often, until
/// each image is queued. What is left when the service ends is put in order at the next start.
///
/// Thread-safe. There is at most one entry an image.
final class Leftovers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /// A registry that is away for long is not asked more often than this.
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private record Leftover(Uploads.Claim claim, String reason) {}

  private final Uploads uploads;
  private final Removals removals;
  private final Queue<Leftover> waiting = new ConcurrentLinkedQueue<>();
  private final BackgroundWorker worker = new BackgroundWorker("leftovers", this::round);

  /// Of the worker alone.
  private Duration pause = FIRST_PAUSE;

  Leftovers(Uploads uploads, Removals removals) {
    this.uploads = uploads;
    this.removals = removals;
  }

  /// Sees to it that the image is queued again, with the reason.
  void add(Uploads.Claim claim, String reason) {
    waiting.add(new Leftover(claim, reason));
    worker.wake();
  }

  /// Ends all that can be ended.
  private Optional<Duration> round() {
    for (Leftover next = waiting.peek(); next != null; next = waiting.peek()) {
      if (!end(next)) {
        Duration wait = pause;
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
        return Optional.of(wait);
      }
      pause = FIRST_PAUSE;
      waiting.remove();
    }
    return Optional.empty();
  }

  private boolean end(Leftover leftover) {
    try {
      uploads.abandon(leftover.claim(), leftover.reason());
      removals.workOff(leftover.claim().imageId());
      LOG.info("Image {} is queued again", leftover.claim().imageId());
      return true;
    } catch (Refusal | RegistryException e) {
      LOG.debug("Image {} is still saving: {}", leftover.claim().imageId(), e.getMessage());
      return false;
    }
  }

  /// Tries no more.
  @Override
  public void close() {
    worker.close();
  }
}
