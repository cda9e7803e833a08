package dev.vitrine.images.stores;

import dev.vitrine.backend.Health;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.Tier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Whether stores can be used at present, for their operator.
///
/// All are asked at once, and each costs the asker a bounded time: one that says nothing until then
/// is down. What still waits for it ends by the store's own limits.
public final class StoreHealth {
  /// Longer than a store across a network takes to find out by itself that it is away.
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(8);

  /// Of nothing that anybody stores: a digest of zeros.
  private static final StoredName NOTHING = StoredName.recipe(Digest.of(new byte[32]));

  private StoreHealth() {}

  /// What is known of one store.
  ///
  /// @param trouble why it cannot be used; empty when it can
  public record Found(String store, Optional<String> trouble) {}

  /// In the order of the configuration.
  public static List<Found> of(Stores stores) throws InterruptedException {
    return of(stores.all(), USUAL_LIMIT).entrySet().stream()
        .map(each ->
            new Found(
                each.getKey(),
                each.getValue() instanceof Health.Down(String reason)
                    ? Optional.of(reason)
                    : Optional.empty()))
        .toList();
  }

  static SequencedMap<String, Health> of(List<Store> stores, Duration limit)
      throws InterruptedException {
    SequencedMap<String, CompletableFuture<Health>> asked = new LinkedHashMap<>();
    for (Store store : stores) {
      CompletableFuture<Health> answer = new CompletableFuture<>();
      asked.put(store.id(), answer);
      Thread.ofVirtual().name("health of " + store.id()).start(() -> ask(store, answer));
    }
    long deadline = System.nanoTime() + limit.toNanos();
    SequencedMap<String, Health> found = new LinkedHashMap<>();
    for (var each : asked.entrySet()) {
      found.put(each.getKey(), await(each.getValue(), deadline, limit));
    }
    return found;
  }

  private static void ask(Store store, CompletableFuture<Health> answer) {
    try {
      answer.complete(
          switch (store.backing()) {
            case Store.Whole(var images) -> images.health();
            case Store.Chunks(var blobs) -> healthOf(blobs);
          });
    } catch (RuntimeException | Error e) { // a bug, for whoever asked
      answer.completeExceptionally(e);
    }
  }

  private static Health healthOf(BlobStore blobs) {
    for (Tier tier : blobs.tiers()) {
      try {
        var _ = tier.backend().length(NOTHING);
      } catch (BlobException e) {
        return new Health.Down("tier " + tier.name() + ": " + e.getMessage());
      }
    }
    return new Health.Up();
  }

  private static Health await(CompletableFuture<Health> answer, long deadline, Duration limit)
      throws InterruptedException {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new Health.Down("no answer in " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
