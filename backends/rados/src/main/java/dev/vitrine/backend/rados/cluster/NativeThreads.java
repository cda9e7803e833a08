package dev.vitrine.backend.rados.cluster;

import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Platform threads for calls that block in a library, where no interrupt reaches them: callers
/// come back in time all the same. Thread-safe.
final class NativeThreads implements AutoCloseable {
  /// Calls at once. Each is a few round trips; data goes another way.
  private static final int THREADS = 8;

  /// Calls that wait for a thread. With more, the cluster is not keeping up.
  private static final int WAITING = 64;

  /// A call that blocks.
  @FunctionalInterface
  interface Call<T> {
    T run() throws RadosFailure;
  }

  private final ThreadPoolExecutor threads;

  NativeThreads() {
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("rados-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// Runs the call and waits for it.
  ///
  /// @param late gets an answer that came when nobody waited for it any more
  <T> T call(String doing, Duration timeLimit, Call<T> call, Consumer<T> late)
      throws RadosFailure, InterruptedException {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    try {
      threads.execute(() -> run(call, outcome, late));
    } catch (RejectedExecutionException e) {
      throw new RadosFailure(Kind.TIMED_OUT, doing + ": too many calls wait for the cluster", e);
    }
    try {
      return outcome.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException e) {
      if (!outcome.cancel(false) && outcome.state() == CompletableFuture.State.SUCCESS) {
        late.accept(outcome.resultNow()); // it came in the same moment
      }
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw new RadosFailure(Kind.TIMED_OUT, doing + ": the cluster did not answer in time", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RadosFailure failure ->
            throw new RadosFailure(failure.kind(), String.valueOf(failure.getMessage()), failure);
        case RuntimeException bug -> throw bug;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static <T> void run(Call<T> call, CompletableFuture<T> outcome, Consumer<T> late) {
    if (outcome.isDone()) {
      return; // it was given up before it began
    }
    try {
      T answer = call.run();
      if (!outcome.complete(answer)) {
        late.accept(answer);
      }
    } catch (Throwable t) {
      outcome.completeExceptionally(t);
    }
  }

  /// Runs something that nobody waits for, such as giving a pointer back.
  void later(Runnable task) {
    Thread.ofPlatform().daemon().name("rados-end").start(task);
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
