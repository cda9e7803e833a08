package dev.vitrine.backend.rados.cluster;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Something that a cluster is doing, which comes to a number. Thread-safe.
public final class Completion {
  private final String doing;
  private final Duration timeLimit;
  private final CompletableFuture<Long> outcome = new CompletableFuture<>();

  /// @param doing for messages
  /// @param timeLimit from when [#await] is called
  public Completion(String doing, Duration timeLimit) {
    this.doing = doing;
    this.timeLimit = timeLimit;
  }

  public void succeed(long value) {
    outcome.complete(value);
  }

  public void fail(RadosFailure failure) {
    outcome.completeExceptionally(failure);
  }

  /// Whether it ended, so that [#await] returns at once and its buffer is the caller's again.
  public boolean ended() {
    return outcome.isDone();
  }

  /// Waits until it ended. When this throws [RadosFailure.Kind#TIMED_OUT] or is interrupted, it may
  /// still be going on: look at [#ended] before the buffer is used for anything else.
  public long await() throws RadosFailure, InterruptedException {
    try {
      return outcome.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new RadosFailure(
          RadosFailure.Kind.TIMED_OUT, doing + ": the cluster did not answer in time", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RadosFailure failure ->
            throw new RadosFailure(failure.kind(), String.valueOf(failure.getMessage()), failure);
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
