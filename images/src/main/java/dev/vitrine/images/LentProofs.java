package dev.vitrine.images;

import dev.vitrine.images.access.Proof;
import java.util.LinkedHashMap;
import java.util.Map;

/// Proofs of callers whose work in stores is not done yet, by image; of each image the latest. In
/// memory alone, and only so many: of who comes on top of that the oldest is forgotten, and the
/// work is tried without. Thread-safe.
final class LentProofs {
  private static final int MOST = 4096;

  private final Map<String, Proof> proofs =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Proof> eldest) {
          return size() > MOST;
        }
      };

  synchronized void lend(String imageId, Proof proof) {
    if (proof.token() != null) {
      proofs.remove(imageId);
      proofs.put(imageId, proof);
    }
  }

  /// Nothing, when nobody lent one.
  synchronized Proof of(String imageId) {
    return proofs.getOrDefault(imageId, Proof.NONE);
  }

  /// The work is done.
  synchronized void giveBack(String imageId) {
    proofs.remove(imageId);
  }
}
