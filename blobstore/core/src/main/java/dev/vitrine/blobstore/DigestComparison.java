package dev.vitrine.blobstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;

/// Compares chunks of a backend with their names, on all cores.
///
/// For one thread, which waits; holds no more chunks in memory than twice the cores.
final class DigestComparison {
  private final ChunkBackend from;
  private final LongConsumer compared;

  /// @param compared told the stored length of each chunk that was read, on any thread
  DigestComparison(ChunkBackend from, LongConsumer compared) {
    this.from = from;
    this.compared = compared;
  }

  /// Reads the chunks; returns what is wrong with those that are not what their name says.
  Map<StoredName, String> differing(List<ChunkBackend.Listed> chunks)
      throws BlobException, InterruptedException {
    Map<StoredName, String> wrong = new HashMap<>();
    int threads = Runtime.getRuntime().availableProcessors();
    // As many queued as running, so that the queue does not grow with the store.
    Semaphore room = new Semaphore(2 * threads);
    List<Future<?>> failures = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      try {
        for (ChunkBackend.Listed chunk : chunks) {
          room.acquire();
          failures.removeIf(DigestComparison::succeeded);
          failures.add(
              pool.submit(() -> {
                try {
                  String reason = compare(chunk);
                  if (!reason.isEmpty()) {
                    synchronized (wrong) {
                      wrong.put(chunk.name(), reason);
                    }
                  }
                  compared.accept(chunk.lengthBytes());
                  return null;
                } finally {
                  room.release();
                }
              }));
        }
        for (Future<?> failure : failures) {
          failure.get();
        }
      } catch (ExecutionException e) {
        pool.shutdownNow();
        if (e.getCause() instanceof BlobException failure) {
          throw failure;
        }
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        pool.shutdownNow();
        throw e;
      }
    }
    return wrong;
  }

  private static boolean succeeded(Future<?> future) {
    return future.state() == Future.State.SUCCESS;
  }

  /// What is wrong with the chunk, or nothing. A failure that may pass is thrown.
  private String compare(ChunkBackend.Listed chunk) throws BlobException {
    try {
      // What a listing says is what the chunk takes, packed perhaps.
      long lengthBytes = from.length(chunk.name()).orElse(chunk.lengthBytes());
      return sha256(chunk.name(), lengthBytes).equals(chunk.name().digest())
          ? ""
          : "has other bytes than its name says";
    } catch (BlobException.Corrupt e) {
      return String.valueOf(e.getMessage());
    } catch (BlobException.Transient e) {
      if (from.capabilities().remote()) {
        throw e; // the way to the store is broken, not its bytes
      }
      return "cannot be read: " + e.getMessage();
    } catch (BlobException.NotFound e) {
      return ""; // deleted meanwhile; who names it is checked after this
    }
  }

  private Digest sha256(StoredName chunk, long lengthBytes) throws BlobException {
    try (Content content = from.open(chunk, 0, lengthBytes)) {
      return ContentBytes.sha256(content);
    }
  }
}
