package dev.vitrine.blobstore.hash;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// The threads that look at bytes, shared by all uploads: the lanes', and those of the chunk store,
/// which hashes chunks here and writes them to local disks. Platform threads, because hashing never
/// yields: on virtual ones it would keep the carriers from everybody else.
///
/// **Thread-safe.** The queue has no bound of its own: each task stands for bytes that its upload
/// holds, and those are bounded.
public final class HashingThreads implements Hashing, AutoCloseable {
  /// A task works on a few megabytes at most; one that runs longer hangs.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final ExecutorService threads;

  private final Passengers passengers;

  private HashingThreads(ExecutorService threads) {
    this.threads = threads;
    this.passengers = new Passengers(threads);
  }

  /// Starts one thread a core: hashing never waits, and a chunk's write goes to the page cache,
  /// which seldom does. One more measured a tenth slower: threads then wait for each other's core,
  /// while the bytes that they were handed leave its cache.
  public static HashingThreads start() {
    return start(Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  public static HashingThreads start(int count) {
    return new HashingThreads(
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().name("hashing-", 1).daemon(true).factory()));
  }

  /// Throws [RejectedExecutionException] after [#close].
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public void hash(Passenger passenger) {
    passengers.add(passenger);
  }

  @Override
  public StreamHash begin(String algorithm) {
    BlockHasher hasher = BlockHasher.orNull(algorithm);
    return hasher == null ? Hashing.super.begin(algorithm) : new LeadingHash(hasher, passengers);
  }

  /// Lets what was handed in finish, within a limit.
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
