package dev.vitrine.blobstore;

import java.time.Duration;

/// When a tier packs its chunks ([PackingBackend]). Immutable.
public sealed interface PackingRule {
  AtOnce AT_ONCE = new AtOnce();
  Never NEVER = new Never();

  /// As they are put.
  record AtOnce() implements PackingRule {}

  /// What is packed already is read; nothing becomes packed.
  record Never() implements PackingRule {}

  /// When nobody has used them for a while; back again when somebody does ([Repacker]). For local
  /// backends alone: a deletion that failed must not happen later, when the chunk lies there again
  /// in the form that was to be deleted. (In the simulation one that does loses data.)
  ///
  /// @param coldAfter how long a chunk is neither put nor read before it is packed
  /// @param leastRoomBytes with less room than that, what was not used for longest is packed
  ///   earlier; 0: never
  record WhenCold(Duration coldAfter, long leastRoomBytes) implements PackingRule {
    public WhenCold {
      InvariantViolated.unless(!coldAfter.isNegative(), "a time to wait");
      InvariantViolated.unless(leastRoomBytes >= 0, "room to leave");
    }
  }
}
