package dev.vitrine.backend.objects;

import dev.vitrine.blobstore.StoredName;
import java.util.LinkedHashMap;
import java.util.Map;

/// The objects whose storing was acknowledged last. Thread-safe.
final class AcknowledgedNames {
  /// An upload asks whether its chunks are durable every few thousand of them, so this serves a
  /// dozen uploads at once, in about 8 MiB.
  private static final int MAX_NAMES = 1 << 16;

  private final Map<StoredName, Boolean> names =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<StoredName, Boolean> eldest) {
          return size() > MAX_NAMES;
        }
      };

  synchronized void add(StoredName name) {
    names.put(name, true);
  }

  synchronized void remove(StoredName name) {
    names.remove(name);
  }

  synchronized boolean contains(StoredName name) {
    return names.containsKey(name);
  }
}
