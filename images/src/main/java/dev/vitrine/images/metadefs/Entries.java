package dev.vitrine.images.metadefs;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// Copies of maps that keep their order, with one entry changed.
final class Entries {
  private Entries() {}

  /// With another entry in the place of the one under `key`, which is there.
  static <V> SequencedMap<String, V> replaced(
      SequencedMap<String, V> map, String key, String newKey, V newValue) {
    SequencedMap<String, V> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> {
      if (name.equals(key)) {
        copy.put(newKey, newValue);
      } else {
        copy.put(name, value);
      }
    });
    return copy;
  }

  static <V> SequencedMap<String, V> without(SequencedMap<String, V> map, String key) {
    SequencedMap<String, V> copy = new LinkedHashMap<>(map);
    copy.remove(key);
    return copy;
  }
}
