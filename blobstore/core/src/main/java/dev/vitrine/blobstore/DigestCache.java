package dev.vitrine.blobstore;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What was made of content, in memory: that which was used last, bounded by its bytes.
/// Thread-safe. However many ask for what is not here at the same time, it is loaded once.
final class DigestCache<V> {
  /// Loads what is not here.
  @FunctionalInterface
  interface Loader<V> {
    V load() throws BlobException;
  }

  private static final Duration LOAD_LIMIT = Duration.ofMinutes(2);

  private final String what;
  private final long maxBytes;
  private final ToLongFunction<V> bytesOf;
  private final ConcurrentMap<Digest, CompletableFuture<V>> loading = new ConcurrentHashMap<>();

  // Both guarded by `values`.
  private final Map<Digest, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /// @param what names a value in messages, before its digest
  DigestCache(String what, long maxBytes, ToLongFunction<V> bytesOf) {
    this.what = what;
    this.maxBytes = maxBytes;
    this.bytesOf = bytesOf;
  }

  V get(Digest name, Loader<V> loader) throws BlobException {
    V cached = cached(name);
    if (cached != null) {
      return cached;
    }
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> others = loading.putIfAbsent(name, mine);
    if (others != null) {
      return await(name, others);
    }
    try {
      V loaded = cached(name); // another may have come to its end between the two looks
      if (loaded == null) {
        loaded = loader.load();
        put(name, loaded);
      }
      mine.complete(loaded);
      return loaded;
    } catch (Throwable t) {
      mine.completeExceptionally(t);
      throw t;
    } finally {
      loading.remove(name, mine);
    }
  }

  /// What is here under that name, which counts as a use of it.
  @Nullable V cached(Digest name) {
    synchronized (values) {
      return values.get(name);
    }
  }

  /// Keeps the value, at the cost of those not used for longest. One that is larger than the whole
  /// cache is kept alone: it is in use, piece by piece.
  void put(Digest name, V value) {
    synchronized (values) {
      if (values.put(name, value) != null) {
        return; // the same content
      }
      bytes += bytesOf.applyAsLong(value);
      Iterator<V> oldest = values.values().iterator();
      while (bytes > maxBytes && values.size() > 1) {
        bytes -= bytesOf.applyAsLong(oldest.next());
        oldest.remove();
      }
    }
  }

  private V await(Digest name, CompletableFuture<V> others) throws BlobException {
    try {
      return Outcomes.await(others, LOAD_LIMIT, what + " " + name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BlobException.Transient("interrupted while reading " + name, Duration.ZERO, e);
    }
  }
}
