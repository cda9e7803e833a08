package dev.vitrine.blobstore;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Packs the chunks of a store that nobody has used for a while, and unpacks those that somebody
/// uses again, in the tiers whose rule says so ([PackingRule.WhenCold]), while the store is used.
///
/// A chunk is *cold* when it was neither put nor read for the rule's time. With less room than the
/// rule wants, that time is halved until there is room, down to a day, and nothing is unpacked. A
/// chunk that turns warm again stays unpacked for that time at least, so none is written more than
/// twice in it.
///
/// Every name is looked at a few times while a chunk becomes cold, not more, unless room is short.
/// What does not get smaller is read once: a later run begins at the chunks that were not cold
/// before. That is kept in memory, so after a start three samples of each cold chunk are read
/// again.
///
/// **Alone.** Nobody may delete chunks of these tiers meanwhile ([PackingBackend#pack]); one run at
/// a time. Memory: a 256th of the names. A crash at any moment leaves a chunk in one form or in
/// both.
public final class Repacker {
  /// No chunk is packed earlier than that for want of room: what arrives is mostly read soon.
  private static final Duration LEAST_AGE = Duration.ofDays(1);

  /// Chunks that are synchronised together.
  private static final int BATCH = 32;

  /// How often a tier is gone through while a chunk becomes cold.
  private static final int RUNS = 30;

  /// Nothing is unpacked unless there is that many times the room that is to be left.
  private static final int AMPLE = 2;

  /// What a run came to, in all tiers.
  ///
  /// @param savedBytes by what was packed
  /// @param spentBytes for what was unpacked
  /// @param damagedChunks those whose bytes were wrong, which are suspected ([Damages#suspect])
  public record Result(
      long packedChunks,
      long savedBytes,
      long unpackedChunks,
      long spentBytes,
      long damagedChunks) {
    static final Result NOTHING = new Result(0, 0, 0, 0, 0);

    static Result packed(FormChange.Outcome done) {
      return new Result(done.chunks(), done.savedBytes(), 0, 0, done.damaged().size());
    }

    static Result unpacked(FormChange.Outcome done) {
      return new Result(0, 0, done.chunks(), -done.savedBytes(), done.damaged().size());
    }

    /// Both together.
    public Result plus(Result other) {
      return new Result(
          packedChunks + other.packedChunks,
          savedBytes + other.savedBytes,
          unpackedChunks + other.unpackedChunks,
          spentBytes + other.spentBytes,
          damagedChunks + other.damagedChunks);
    }
  }

  /// Holds a run to a speed.
  @FunctionalInterface
  public interface Pace {
    /// As fast as it goes.
    Pace NONE = _ -> {};

    /// So many bytes were read; the run goes on when this returns.
    void after(long readBytes) throws InterruptedException;
  }

  private final List<OfTier> tiers = new ArrayList<>();
  private final Damages damages;
  private final InstantSource clock;

  /// @param tiers not closed
  /// @param damages hears of what is damaged
  public Repacker(List<Tier> tiers, Damages damages, InstantSource clock) {
    this.damages = damages;
    this.clock = clock;
    for (Tier tier : tiers) {
      if (tier.backend() instanceof PackingBackend backend
          && backend.rule() instanceof PackingRule.WhenCold rule) {
        this.tiers.add(new OfTier(backend, rule));
      }
    }
  }

  /// Whether there is a tier that packs what is cold.
  public boolean hasWork() {
    return !tiers.isEmpty();
  }

  /// One run. Where room is short, it does not keep to the pace. What it did before it failed stays
  /// done.
  public Result run(Pace pace) throws BlobException, InterruptedException {
    Result result = Result.NOTHING;
    for (OfTier tier : tiers) {
      result = result.plus(tier.run(pace));
    }
    return result;
  }

  /// One tier, and how far its chunks have been looked at.
  private final class OfTier {
    private final PackingBackend backend;
    private final PackingRule.WhenCold rule;

    /// Whatever was used last before that is packed, or does not get smaller.
    private Instant lookedAt = Instant.MIN;

    /// When it is to be gone through again.
    private Instant due = Instant.MIN;

    OfTier(PackingBackend backend, PackingRule.WhenCold rule) {
      this.backend = backend;
      this.rule = rule;
    }

    Result run(Pace pace) throws BlobException, InterruptedException {
      Instant now = clock.instant();
      Duration age = rule.coldAfter();
      if (now.isBefore(due) && !shortOfRoom(1)) {
        return Result.NOTHING;
      }
      Result result = unpackWarm(now.minus(age), pace);
      result = result.plus(packCold(now.minus(age), false, pace));
      while (shortOfRoom(1) && age.compareTo(LEAST_AGE) > 0) {
        Duration half = age.dividedBy(2);
        age = half.compareTo(LEAST_AGE) > 0 ? half : LEAST_AGE;
        result = result.plus(packCold(now.minus(age), true, Pace.NONE));
      }
      due = now.plus(rule.coldAfter().dividedBy(RUNS));
      return result;
    }

    private boolean shortOfRoom(int times) {
      return backend.roomBytes().orElse(Long.MAX_VALUE) / times < rule.leastRoomBytes();
    }

    /// @param untilRoom stop when there is room enough
    private Result packCold(Instant cold, boolean untilRoom, Pace pace)
        throws BlobException, InterruptedException {
      Result result = Result.NOTHING;
      for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
        List<StoredName> found = new ArrayList<>();
        for (StoredName chunk : backend.chunks(false, prefix)) {
          Instant used = backend.lastUse(chunk).orElse(Instant.MAX);
          if (used.isBefore(cold) && !used.isBefore(lookedAt)) {
            found.add(chunk);
          }
        }
        for (List<StoredName> batch : batches(found)) {
          if (untilRoom && !shortOfRoom(1)) {
            return result;
          }
          FormChange.Outcome done = backend.pack(batch);
          result = result.plus(Result.packed(done));
          end(done, pace);
        }
      }
      lookedAt = lookedAt.isAfter(cold) ? lookedAt : cold;
      return result;
    }

    private Result unpackWarm(Instant cold, Pace pace) throws BlobException, InterruptedException {
      Result result = Result.NOTHING;
      for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
        List<StoredName> found = new ArrayList<>();
        for (StoredName chunk : backend.chunks(true, prefix)) {
          if (!backend.lastUse(chunk).orElse(Instant.MIN).isBefore(cold)) {
            found.add(chunk);
          }
        }
        for (List<StoredName> batch : batches(found)) {
          if (shortOfRoom(AMPLE)) {
            return result;
          }
          FormChange.Outcome done = backend.unpack(batch);
          result = result.plus(Result.unpacked(done));
          end(done, pace);
        }
      }
      return result;
    }

    private void end(FormChange.Outcome done, Pace pace) throws InterruptedException {
      done.damaged().forEach(damages::suspect);
      if (Thread.interrupted()) {
        throw new InterruptedException("the packing of cold chunks was stopped");
      }
      pace.after(done.readBytes());
    }
  }

  private static List<List<StoredName>> batches(List<StoredName> names) {
    List<List<StoredName>> batches = new ArrayList<>();
    for (int from = 0; from < names.size(); from += BATCH) {
      batches.add(names.subList(from, Math.min(names.size(), from + BATCH)));
    }
    return batches;
  }
}
