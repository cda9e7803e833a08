package dev.vitrine.catalog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Tells which leases nobody renews. No clock of another node is asked: a lease is silent when this
/// process itself has seen it at one and the same revision for longer than a limit, measured on its
/// own monotonic clock. Whoever looks for the first time therefore waits the whole limit.
///
/// Not thread-safe: one thread looks, from time to time, always at the same prefix.
public final class LeaseWatch {
  private final Leases leases;
  private final String namePrefix;
  private final LongSupplier nanoTime;
  private Map<String, Sighting> sightings = new HashMap<>();

  /// @param nanoTime a clock that only moves forward, such as [System#nanoTime]
  public LeaseWatch(Leases leases, String namePrefix, LongSupplier nanoTime) {
    this.leases = leases;
    this.namePrefix = namePrefix;
    this.nanoTime = nanoTime;
  }

  /// Looks once: the leases of other incarnations that were at the same revision for `limit`.
  public List<Versioned<Lease>> silentFor(Duration limit) {
    long before = nanoTime.getAsLong();
    List<Versioned<Lease>> found = leases.ofOthers(namePrefix);
    long after = nanoTime.getAsLong();
    Map<String, Sighting> next = HashMap.newHashMap(found.size());
    var silent = new ArrayList<Versioned<Lease>>();
    for (Versioned<Lease> lease : found) {
      String name = lease.value().name();
      Sighting sighting = sightings.get(name);
      if (sighting == null || sighting.revision != lease.revision()) {
        // The revision may have come at any moment until the records had been read.
        sighting = new Sighting(lease.revision(), after);
      } else if (before - sighting.nanos >= limit.toNanos()) {
        silent.add(lease);
      }
      next.put(name, sighting);
    }
    sightings = next;
    return silent;
  }

  private record Sighting(long revision, long nanos) {}
}
