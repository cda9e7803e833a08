package dev.vitrine.catalog.registry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a commit expects and what it writes; all of it happens, or nothing. Immutable as far as
/// nobody changes an array that was put in: it belongs to the transaction from then on.
///
/// @param expectations the revision that each key must have; [#ABSENT] for none
/// @param writes the new value of each key; empty deletes (also what is not there)
public record Transaction(Map<Key, Long> expectations, Map<Key, Optional<byte[]>> writes) {
  /// The revision of a key that is not there. Real revisions begin at 1.
  public static final long ABSENT = 0;

  /// The most that a transaction may weigh, see [#bytes]. Far beyond any record of ours, and half
  /// of what the databases that a registry may stand on take in one statement without being asked
  /// to (MariaDB: 16 MiB).
  public static final long MAX_BYTES = 8L << 20;

  /// What a key costs besides its text and value, roughly, wherever it is stored.
  private static final int BYTES_PER_KEY = 32;

  /// Throws [IllegalArgumentException] when it is heavier than [#MAX_BYTES].
  public Transaction {
    long bytes = weigh(expectations, writes);
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
    return weigh(expectations, writes);
  }

  private static long weigh(Map<Key, Long> expectations, Map<Key, Optional<byte[]>> writes) {
    long bytes = 0;
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

    public Transaction build() {
      return new Transaction(
          Collections.unmodifiableMap(new TreeMap<>(expectations)),
          Collections.unmodifiableMap(new TreeMap<>(writes)));
    }

    /// What it weighs so far, roughly.
    public long bytes() {
      return weigh(expectations, writes);
    }

    /// The keys written so far, in order.
    public List<Key> keys() {
      return List.copyOf(writes.keySet());
    }
  }
}
