package dev.vitrine.blobstore;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// How one thread takes over what another came to: its result, or its failure as if it had happened
/// here.
final class Outcomes {
  /// What a caller is asked to wait before it tries again when others did not come to an end.
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private Outcomes() {}

  /// Waits for the result. A caller that was interrupted is told so, even when there is nothing to
  /// wait for: an upload that never has to wait is to end, too, when it is cancelled.
  ///
  /// @param what names it to a person, as in "`what` did not come in two minutes"
  static <T extends @Nullable Object> T await(
      CompletableFuture<T> outcome, Duration limit, String what)
      throws BlobException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case BlobException failure -> throw failure;
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (TimeoutException e) {
      throw new BlobException.Transient(
          what + " did not come in " + limit.toSeconds() + " s", RETRY_AFTER, e);
    }
  }
}
