package dev.vitrine.search;

import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.Transaction;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Another registry, seen through glass: counts the scans of all images, which only a build of the
/// index makes, and fails or waits where a test says so.
final class WatchedRegistry implements Registry {
  private final Registry registry;
  private final AtomicInteger builds = new AtomicInteger();

  /// Called before each scan.
  volatile Runnable onScan = () -> {};

  /// Called before the follower asks for changes.
  volatile Runnable onChanges = () -> {};

  /// The identity to tell instead of the real one.
  volatile Supplier<String> identity;

  WatchedRegistry(Registry registry) {
    this.registry = registry;
    this.identity = registry::identity;
  }

  int builds() {
    return builds.get();
  }

  @Override
  public String identity() {
    return identity.get();
  }

  @Override
  public @Nullable Entry get(Key key) {
    return registry.get(key);
  }

  @Override
  public Map<Key, Entry> getAll(Collection<Key> keys) {
    return registry.getAll(keys);
  }

  @Override
  public Stream<Entry> scan(String prefix, @Nullable Key after) {
    if (prefix.equals("image/") && after == null) {
      builds.incrementAndGet();
      onScan.run();
    }
    return registry.scan(prefix, after);
  }

  @Override
  public long commit(Transaction transaction) throws ConflictException, InterruptedException {
    return registry.commit(transaction);
  }

  @Override
  public long head() {
    return registry.head();
  }

  @Override
  public long oldestCursor() {
    return registry.oldestCursor();
  }

  @Override
  public List<Change> changes(long cursor, int max) {
    onChanges.run();
    return registry.changes(cursor, max);
  }

  @Override
  public long awaitBeyond(long cursor, Duration limit) throws InterruptedException {
    return registry.awaitBeyond(cursor, limit);
  }

  @Override
  public void close() {
    registry.close();
  }
}
