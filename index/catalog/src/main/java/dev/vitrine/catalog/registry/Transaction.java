package dev.vitrine.catalog.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a commit expects and what it writes; all of it happens, or nothing. Immutable.
///
/// @param expectations the revision that each key must have; [#ABSENT] for none
/// @param writes the new value of each key; empty deletes
public record Transaction(Map<Key, Long> expectations, Map<Key, Optional<byte[]>> writes) {
  /// The revision of a key that is not there. Real revisions begin at 1.
  public static final long ABSENT = 0;

  public static Builder builder() {
    return new Builder();
  }

  /// Collects a transaction; not thread-safe.
  public static final class Builder {
    private final Map<Key, Long> expectations = new TreeMap<>();
    private final Map<Key, Optional<byte[]>> writes = new TreeMap<>();

    /// The commit fails with [ConflictException] unless `key` is at `revision`.
    public Builder expect(Key key, long revision) {
      expectations.put(key, revision);
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
          java.util.Collections.unmodifiableMap(new TreeMap<>(expectations)),
          java.util.Collections.unmodifiableMap(new TreeMap<>(writes)));
    }

    /// The keys written so far, in order.
    public List<Key> keys() {
      return new ArrayList<>(writes.keySet());
    }
  }
}
