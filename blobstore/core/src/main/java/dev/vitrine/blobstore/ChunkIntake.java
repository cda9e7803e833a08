package dev.vitrine.blobstore;

import dev.vitrine.blobstore.hash.Hashing;
import dev.vitrine.blobstore.hash.Passenger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/// Hashes chunks and stores those that are new, each once, however many writers bring it at the
/// same time. Thread-safe.
///
/// A local backend is written on a hashing thread, at best while the bytes are in its cache. A
/// remote one is written on a virtual thread, since the pool is as wide as there are cores and a
/// request to a remote store mostly waits.
final class ChunkIntake {
  /// Puts to a remote backend under way at once, for the whole store: 16 chunks of 512 KiB fill 10
  /// Gbit/s up to a latency of 6 ms, and hold at most 32 MiB.
  static final int MAX_REMOTE_PUTS = 16;

  private final Tiers tiers;
  private final OtherNames otherNames;
  private final Hashing hashing;
  private final Semaphore remotePuts = new Semaphore(MAX_REMOTE_PUTS);
  private final ConcurrentMap<Digest, CompletableFuture<Boolean>> underWay =
      new ConcurrentHashMap<>();

  ChunkIntake(Tiers tiers, Hashing hashing) {
    this.tiers = tiers;
    this.otherNames = new OtherNames(tiers);
    this.hashing = hashing;
  }

  /// Begins a job, which ends itself.
  void submit(ChunkJob job) {
    try {
      hashing.hash(new Unnamed(job));
    } catch (RejectedExecutionException e) {
      if (job.claim()) {
        job.fail(closing(e));
      }
    }
  }

  private static BlobException closing(RejectedExecutionException cause) {
    return new BlobException.Transient("the store is closing", Duration.ofSeconds(1), cause);
  }

  /// A job on its way to its name.
  private final class Unnamed implements Passenger {
    private final ChunkJob job;

    Unnamed(ChunkJob job) {
      this.job = job;
    }

    @Override
    public boolean board() {
      return job.claim();
    }

    @Override
    public List<ByteBuffer> content() {
      return job.content();
    }

    @Override
    public void arrive(byte[] sha256) {
      named(job, Digest.of(sha256));
    }

    @Override
    public void fail(Throwable failure) {
      job.fail(failure instanceof RejectedExecutionException e ? closing(e) : failure);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the other writer's future carries the outcome on
  private void named(ChunkJob job, Digest digest) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> others;
    try {
      // Every writer by itself, also where another one stores the same at the moment: that one may
      // have begun before the name was condemned, and may give up.
      if (!job.condemned().spare(StoredName.chunk(digest))) {
        perform(() -> storeUnderOtherNames(job));
        return;
      }
      others = underWay.putIfAbsent(digest, mine);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.fail(new BlobException.Transient("interrupted while storing", Duration.ZERO, e));
      return;
    } catch (Throwable t) {
      job.fail(t);
      return;
    }
    if (others != null) {
      // What the other one meets is what this one would meet: nothing but the backend ends a put.
      others.whenComplete((stored, failure) -> {
        if (failure == null) {
          job.succeed(digest, false);
        } else {
          job.fail(failure);
        }
      });
    } else {
      perform(() -> store(job, digest, mine));
    }
  }

  /// Runs what writes to the backend.
  private void perform(Runnable put) {
    if (!tiers.systemOfRecord().backend().capabilities().remote()) {
      put.run();
      return;
    }
    Thread.ofVirtual()
        .name("chunk-put")
        .start(() -> {
          remotePuts.acquireUninterruptibly();
          try {
            put.run();
          } finally {
            remotePuts.release();
          }
        });
  }

  private void storeUnderOtherNames(ChunkJob job) {
    List<ChunkJob.Stored> parts;
    try {
      parts = otherNames.store(job.content(), job.lengthBytes(), job.condemned());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.fail(new BlobException.Transient("interrupted while storing", Duration.ZERO, e));
      return;
    } catch (Throwable t) {
      job.fail(t);
      return;
    }
    job.succeed(parts);
  }

  private void store(ChunkJob job, Digest digest, CompletableFuture<Boolean> mine) {
    boolean stored;
    try {
      stored = tiers.put(StoredName.chunk(digest), job.content(), job.lengthBytes());
    } catch (Throwable t) {
      underWay.remove(digest, mine);
      job.fail(t);
      mine.completeExceptionally(t);
      return;
    }
    underWay.remove(digest, mine);
    job.succeed(digest, stored);
    mine.complete(stored);
  }
}
