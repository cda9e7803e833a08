package dev.vitrine.images.simulation;

import dev.vitrine.catalog.registry.Change;
import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The registry as one node reaches it: every call may be held up, commits may conflict for no
/// reason, fail, or leave their outcome in doubt.
final class SimulatedRegistry implements Registry {
  private final MemoryRegistry records;
  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final Hostility hostility;
  private boolean hostile = true;

  SimulatedRegistry(
      MemoryRegistry records, Scheduler scheduler, SplittableRandom random, Hostility hostility) {
    this.records = records;
    this.scheduler = scheduler;
    this.random = random;
    this.hostility = hostility;
  }

  void heal() {
    hostile = false;
  }

  @Override
  public String identity() {
    return records.identity();
  }

  @Override
  public @Nullable Entry get(Key key) {
    Scheduler.step(scheduler);
    return records.get(key);
  }

  @Override
  public Map<Key, Entry> getAll(Collection<Key> keys) {
    Scheduler.step(scheduler);
    return records.getAll(keys);
  }

  @Override
  public Stream<Entry> scan(String prefix, @Nullable Key after) {
    Scheduler.step(scheduler);
    return records.scan(prefix, after);
  }

  @Override
  public long commit(Transaction transaction) throws ConflictException, InterruptedException {
    Scheduler.step(scheduler);
    if (!hostile || random.nextInt(1000) >= hostility.registryFaults()) {
      return records.commit(transaction);
    }
    switch (random.nextInt(4)) {
      case 0 ->
          throw new ConflictException(
              transaction.expectations().keySet().stream().findFirst().orElse(new Key("none")));
      case 1 -> throw new RegistryException("simulated: away");
      case 2 -> throw new RegistryException.Ambiguous("simulated: not done");
      default -> {
        records.commit(transaction);
        throw new RegistryException.Ambiguous("simulated: done");
      }
    }
  }

  @Override
  public long head() {
    return records.head();
  }

  @Override
  public long oldestCursor() {
    return records.oldestCursor();
  }

  @Override
  public List<Change> changes(long cursor, int max) {
    return records.changes(cursor, max);
  }

  @Override
  public long awaitBeyond(long cursor, Duration limit) {
    return records.head();
  }

  @Override
  public void close() {}
}
