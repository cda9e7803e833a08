package dev.vitrine.catalog;

import dev.vitrine.catalog.registry.ConflictException;
import dev.vitrine.catalog.registry.Counter;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.Registry;
import dev.vitrine.catalog.registry.Transaction;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Counts every project's [Usage] anew from the images and compares it with what the commits have
/// kept. What holds at any moment: the two are equal, reservations of running uploads included.
///
/// Reads every image; takes memory for each project. Thread-safe.
public final class UsageCensus {
  /// Each addition is some hundred bytes; far below what a transaction may weigh.
  private static final int COUNTERS_PER_COMMIT = 1_000;

  private final Registry registry;

  public UsageCensus(Registry registry) {
    this.registry = registry;
  }

  /// A counter that is not what the images add up to.
  ///
  /// @param key see [Keys#usage]
  public record Difference(Key key, long kept, long counted) {}

  /// Whether usage was ever counted: not in a registry that is new, or older than usage is.
  public boolean wasTaken() {
    return registry.get(Keys.USAGE_COUNTED) != null;
  }

  /// The counters that are wrong, in key order. Exact where nothing is committed meanwhile.
  public List<Difference> differences() {
    SequencedMap<Key, Long> counted = new TreeMap<>();
    try (Stream<Entry> images = registry.scan(Keys.IMAGES, null)) {
      for (Iterator<Entry> each = images.iterator(); each.hasNext(); ) {
        Image image = ImageCodec.INSTANCE.decode(each.next()).value();
        Usage.of(image)
            .amounts()
            .forEach((resource, amount) ->
                counted.merge(Keys.usage(resource, image.owner()), amount, Long::sum));
      }
    }
    Map<Key, Long> kept = new HashMap<>();
    try (Stream<Entry> counters = registry.scan(Keys.USAGES, null)) {
      counters.forEach(entry -> kept.put(entry.key(), Counter.value(entry.key(), entry.value())));
    }
    kept.keySet().forEach(key -> counted.putIfAbsent(key, 0L));
    return counted.entrySet().stream()
        .map(count ->
            new Difference(count.getKey(), kept.getOrDefault(count.getKey(), 0L), count.getValue()))
        .filter(difference -> difference.kept() != difference.counted())
        .toList();
  }

  /// Puts the counters right and notes that usage is kept; returns what was wrong. Only where
  /// nothing is committed meanwhile.
  public List<Difference> correct() throws ConflictException, InterruptedException {
    List<Difference> differences = differences();
    for (int from = 0; from < differences.size(); from += COUNTERS_PER_COMMIT) {
      int to = Math.min(differences.size(), from + COUNTERS_PER_COMMIT);
      Transaction.Builder additions = Transaction.builder();
      for (Difference difference : differences.subList(from, to)) {
        additions.add(difference.key(), difference.counted() - difference.kept());
      }
      registry.commit(additions.build());
    }
    registry.commit(Transaction.builder().put(Keys.USAGE_COUNTED, new byte[0]).build());
    return differences;
  }
}
