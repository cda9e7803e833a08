package dev.vitrine.blobstore;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at one object in all tiers of a store, puts what is damaged aside, and puts right bytes in
/// its place where there are some. Thread-safe.
///
/// Two at once, beside writers and a collector, do no harm: only unsound bytes are taken away, and
/// only bytes that the name promises are put. What nobody needs (any more) is garbage then, as
/// anything that is put and not referred to.
///
/// Whatever may be the fault of the way to a tier is thrown; nothing is known then.
public final class Repair {
  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);

  /// What became of an object.
  ///
  /// @param state how it is now
  /// @param damage what was wrong in which tier, for people; empty when nothing was
  public record Outcome(State state, List<String> damage) {
    public Outcome {
      damage = List.copyOf(damage);
    }
  }

  /// How an object is.
  public enum State {
    /// As it should be.
    SOUND,
    /// It was damaged in a tier and is not any more.
    MENDED,
    /// No tier has it as it should be.
    LOST
  }

  private final List<Tier> tiers;
  private final Tier systemOfRecord;

  /// @param tiers not closed
  public Repair(List<Tier> tiers) {
    this.tiers = List.copyOf(tiers);
    this.systemOfRecord = new Tiers(tiers).systemOfRecord();
  }

  /// Looks at the object and mends it from the tiers that have it.
  public Outcome mend(StoredName name) throws BlobException {
    ByteBuffer right = null;
    boolean soundWhereItCounts = false;
    List<Tier> toReplace = new ArrayList<>();
    List<String> damage = new ArrayList<>();
    for (Tier tier : tiers) {
      switch (Soundness.of(tier.backend(), name)) {
        case Soundness.Absent _ -> {}
        case Soundness.Sound(ByteBuffer bytes) -> {
          right = bytes;
          soundWhereItCounts |= tier.role() == Tier.Role.DURABLE;
        }
        case Soundness.Wrong(String reason) -> {
          damage.add(told(tier, name, reason));
          if (putAside(tier, name)) {
            toReplace.add(tier);
          } else if (Soundness.of(tier.backend(), name)
              instanceof Soundness.Sound(ByteBuffer bytes)) { // somebody was faster
            right = bytes;
            soundWhereItCounts |= tier.role() == Tier.Role.DURABLE;
          }
        }
        case Soundness.Unreadable(String reason) -> {
          // It may be readable later. Until then it is at least not served.
          damage.add(told(tier, name, reason));
          if (tier.role() == Tier.Role.DURABLE) {
            toReplace.add(tier);
          }
        }
      }
    }
    if (right == null) {
      return new Outcome(State.LOST, damage.isEmpty() ? List.of("is not there") : damage);
    }
    if (!soundWhereItCounts && !toReplace.contains(systemOfRecord)) {
      damage.add(told(systemOfRecord, name, "is not there"));
      toReplace.add(systemOfRecord);
    }
    for (Tier tier : toReplace) {
      replace(tier, name, right);
    }
    return new Outcome(damage.isEmpty() ? State.SOUND : State.MENDED, damage);
  }

  /// Puts bytes in the object's place that were found elsewhere. Returns false when they are not
  /// what its name promises, and then nothing happened.
  public boolean bringBack(StoredName name, ByteBuffer bytes) throws BlobException {
    if (!Digest.sha256(List.of(bytes)).equals(name.digest())) {
      return false;
    }
    replace(systemOfRecord, name, bytes);
    return true;
  }

  private static void replace(Tier tier, StoredName name, ByteBuffer bytes) throws BlobException {
    tier.backend().replace(name, List.of(bytes));
    tier.backend().makeDurable(List.of(name));
    LOG.info("{} was put in its place again in tier {}", name, tier.name());
  }

  /// Returns whether something is to be put in its place.
  private static boolean putAside(Tier tier, StoredName name) throws BlobException {
    if (tier.role() == Tier.Role.CACHE) {
      tier.backend().delete(name);
      return false;
    }
    return switch (tier.backend().quarantine(name, Soundness.check(name))) {
      case NOT_NEEDED -> false;
      case TAKEN_OUT, COPIED -> true;
    };
  }

  private static String told(Tier tier, StoredName name, @Nullable String reason) {
    LOG.error("{} of tier {} {}", name, tier.name(), reason);
    return "tier " + tier.name() + ": " + reason;
  }
}
