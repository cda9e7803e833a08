package dev.vitrine.cli;

import dev.vitrine.backend.ImageStore;
import java.util.SequencedMap;

/// A type of stores of whole images: makes one from what its section says.
interface StoreKind {

  /// The type as operators write it.
  String type();

  /// Makes a store. Its other side may be away; that is noticed when it is used. A store whose
  /// other side is across a network comes with its guard.
  ///
  /// Throws [IllegalArgumentException], with words for the operator, when what the section says
  /// makes no store.
  Made make(StoreSection section);

  /// Whether readers of one image may share what they read from a store of this type: it has a
  /// network to spare, and a range of an image costs no more than its bytes.
  default boolean sharesReads() {
    return false;
  }

  /// A store that was made.
  ///
  /// @param properties what administrators see of it, in this order; no secrets
  record Made(ImageStore images, SequencedMap<String, Object> properties) {}
}
