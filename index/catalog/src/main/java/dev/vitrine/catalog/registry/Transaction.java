package dev.vitrine.catalog.registry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What a commit expects, what it writes and what it adds; all of it happens, or nothing. Immutable
/// as far as nobody changes an array that was put in: it belongs to the transaction from then on.
///
/// @param expectations the revision that each key must have; [#ABSENT] for none
/// @param writes the new value of each key; empty deletes (also what is not there)
/// @param additions what is added to each [Counter]; none of these keys is written as well
public record Transaction(
    Map<Key, Long> expectations, Map<Key, Optional<byte[]>> writes, Map<Key, Addition> additions) {
  /// The revision of a key that is not there. Real revisions begin at 1.
  public static final long ABSENT = 0;

  /// The most that a transaction may weigh, see [#bytes]. Far beyond any record of ours, and half
  /// of what the databases that a registry may stand on take in one statement without being asked
  /// to (MariaDB: 16 MiB).
  public static final long MAX_BYTES = 8L << 20;

  /// What a key costs besides its text and value, roughly, wherever it is stored.
  private static final int BYTES_PER_KEY = 32;

  /// Added to a [Counter] without a look at it: commits that add to one counter do not conflict.
  ///
  /// @param delta what is added; negative takes away, and then no bound is asked for
  /// @param most what the counter may be afterwards; beyond it the commit fails with
  ///   [ConflictException] at the counter's key. [Long#MAX_VALUE] is no bound
  public record Addition(long delta, long most) {

    /// What the counter is after it; empty when that is more than it may be.
    public OptionalLong to(long value) {
      boolean bounded = most != Long.MAX_VALUE && delta > 0;
      if (bounded && value > most - delta) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(value + delta);
    }
  }

  /// Throws [IllegalArgumentException] when it is heavier than [#MAX_BYTES].
  public Transaction {
    long bytes = weigh(expectations, writes, additions);
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a transaction has at most " + MAX_BYTES + " bytes, this one about " + bytes);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /// What it weighs in a queue or on the way, roughly.
  public long bytes() {
    return weigh(expectations, writes, additions);
  }

  /// Whether it would change nothing.
  public boolean onlyChecks() {
    return writes.isEmpty() && additions.isEmpty();
  }

  private static long weigh(
      Map<Key, Long> expectations,
      Map<Key, Optional<byte[]>> writes,
      Map<Key, Addition> additions) {
    long bytes = 0;
    for (Key key : additions.keySet()) {
      bytes += 2 * BYTES_PER_KEY + key.text().length();
    }
    for (Key key : expectations.keySet()) {
      bytes += BYTES_PER_KEY + key.text().length();
    }
    for (Map.Entry<Key, Optional<byte[]>> write : writes.entrySet()) {
      bytes += BYTES_PER_KEY + write.getKey().text().length();
      bytes += write.getValue().map(value -> value.length).orElse(0);
    }
    return bytes;
  }

  /// Collects a transaction; not thread-safe.
  public static final class Builder {
    private final Map<Key, Long> expectations = new TreeMap<>();
    private final Map<Key, Optional<byte[]>> writes = new TreeMap<>();
    private final Map<Key, Addition> additions = new TreeMap<>();

    /// The commit fails with [ConflictException] unless `key` is at `revision`. Expecting two
    /// different revisions of one key is a bug: [IllegalArgumentException].
    public Builder expect(Key key, long revision) {
      if (revision < ABSENT) {
        throw new IllegalArgumentException("no revision: " + revision);
      }
      Long before = expectations.putIfAbsent(key, revision);
      if (before != null && before != revision) {
        throw new IllegalArgumentException(
            key + " cannot be at revisions " + before + " and " + revision);
      }
      return this;
    }

    public Builder expectAbsent(Key key) {
      return expect(key, ABSENT);
    }

    public Builder put(Key key, byte[] value) {
      writes.put(key, Optional.of(value));
      return this;
    }

    public Builder delete(Key key) {
      writes.put(key, Optional.empty());
      return this;
    }

    /// Adds to a [Counter], once in a transaction; a key that is written is no counter.
    public Builder add(Key counter, Addition addition) {
      if (additions.putIfAbsent(counter, addition) != null) {
        throw new IllegalArgumentException(counter + " is added to twice");
      }
      return this;
    }

    public Builder add(Key counter, long delta) {
      return add(counter, new Addition(delta, Long.MAX_VALUE));
    }

    public Transaction build() {
      for (Key counter : additions.keySet()) {
        if (writes.containsKey(counter)) {
          throw new IllegalArgumentException(counter + " is written and added to");
        }
      }
      return new Transaction(
          Collections.unmodifiableMap(new TreeMap<>(expectations)),
          Collections.unmodifiableMap(new TreeMap<>(writes)),
          Collections.unmodifiableMap(new TreeMap<>(additions)));
    }

    /// What it weighs so far, roughly.
    public long bytes() {
      return weigh(expectations, writes, additions);
    }

    /// The keys written so far, in order.
    public List<Key> keys() {
      return List.copyOf(writes.keySet());
    }
  }
}
