package dev.vitrine.images.scrub;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Repair;
import dev.vitrine.blobstore.Scrub;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.DamagedObject;
import dev.vitrine.catalog.ScrubProgress;
import dev.vitrine.images.collect.ImageBlobUse;
import dev.vitrine.images.scrub.KnownDamages.OfStore;
import dev.vitrine.images.stores.Stores;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The scrub of one chunk store: a pass over all of it, and looks at single objects. For one thread
/// at a time.
final class StoreScrub {
  /// With more damage than that it is the store that is lost, or is not the one it was.
  static final int MOST_DAMAGES = 10_000;

  /// Lost objects that one look at all images is worth.
  private static final int MOST_UNRESOLVED = 512;

  /// As much of a pass is done again after a crash.
  private static final Duration SAVE_INTERVAL = Duration.ofSeconds(15);

  /// Where a pass notes how far it has come.
  @FunctionalInterface
  interface Journal {
    /// Throws [Scrubber.LostException] when another one took the work over.
    void note(ScrubProgress progress) throws Scrubber.LostException, InterruptedException;
  }

  private final BlobStore blobs;
  private final OfStore damages;
  private final InstantSource clock;
  private final Scrub scrub;
  private final Repair repair;
  private final OtherCopies copies;
  private final ImageBlobUse use;

  StoreScrub(
      Catalog catalog, Stores stores, BlobStore blobs, OfStore damages, InstantSource clock) {
    this.blobs = blobs;
    this.damages = damages;
    this.clock = clock;
    this.scrub = new Scrub(blobs.tiers());
    this.repair = new Repair(blobs.tiers());
    this.copies = new OtherCopies(catalog, stores, blobs, repair);
    this.use = ImageBlobUse.of(catalog, stores, blobs, _ -> false);
  }

  String name() {
    return blobs.name();
  }

  boolean hasSuspects() {
    return damages.hasSuspects();
  }

  /// Looks at what is suspected. What cannot be looked at, because the store is away, is suspected
  /// again, and the failure thrown.
  void lookAtSuspects() throws BlobException, InterruptedException {
    look(damages.takeSuspects());
  }

  private Resolved look(Set<StoredName> names) throws BlobException, InterruptedException {
    Set<StoredName> left = new HashSet<>(names);
    Map<StoredName, String> lost = new HashMap<>();
    List<StoredName> sound = new ArrayList<>();
    int mended = 0;
    try {
      for (StoredName name : names) {
        Repair.Outcome outcome = repair.mend(name);
        switch (outcome.state()) {
          case SOUND -> sound.add(name);
          case MENDED -> {
            sound.add(name);
            mended++;
          }
          case LOST -> lost.put(name, String.join("; ", outcome.damage()));
        }
        left.remove(name);
      }
      Resolved resolved = resolve(lost);
      lost.clear();
      return new Resolved(mended + resolved.mended(), resolved.remaining());
    } finally {
      left.addAll(lost.keySet());
      left.forEach(damages::toBeLookedAt);
      damages.forget(sound);
    }
  }

  /// Looks elsewhere for what no tier has; remembers what is nowhere and needed. Returns how many
  /// were brought back, and how many remain.
  private Resolved resolve(Map<StoredName, String> lost) throws InterruptedException {
    Map<StoredName, OtherCopies.Need> needs = copies.bringBack(lost.keySet());
    List<DamagedObject> remain = new ArrayList<>();
    List<StoredName> over = new ArrayList<>();
    int mended = 0;
    for (Map.Entry<StoredName, String> each : lost.entrySet()) {
      OtherCopies.Need need = needs.get(each.getKey());
      if (need == null) {
        over.add(each.getKey()); // nobody needs it: deleted meanwhile, or garbage
      } else if (need.mended()) {
        over.add(each.getKey());
        mended++;
      } else {
        remain.add(damage(each.getKey(), each.getValue(), need));
      }
    }
    damages.remember(remain);
    damages.forget(over);
    return new Resolved(mended, remain.size());
  }

  private record Resolved(int mended, int remaining) {}

  private DamagedObject damage(StoredName name, String reason, OtherCopies.Need need) {
    Optional<DamagedObject> before = damages.find(name);
    return new DamagedObject(
        blobs.name(),
        name.path(),
        // How it was found says more than that it is not there since it was taken away.
        before.map(DamagedObject::reason).orElse(reason),
        before.map(DamagedObject::foundAt).orElseGet(clock::instant),
        need.images(),
        need.imageCount());
  }

  /// Looks at every object from where an earlier pass came to, or from the beginning.
  ///
  /// @param unfinished an earlier pass that came to no end
  /// @param pauseNanos how long to wait for so many bytes that were read
  ScrubProgress pass(
      Optional<ScrubProgress> unfinished, LongUnaryOperator pauseNanos, Journal journal)
      throws BlobException, Scrubber.LostException, InterruptedException {
    Pass pass = new Pass(unfinished, pauseNanos, journal);
    return pass.run();
  }

  private final class Pass implements Scrub.Observer {
    private final LongUnaryOperator pauseNanos;
    private final Journal journal;
    private final Instant beganAt;
    private @Nullable StoredName after;
    private long objects;
    private long bytes;
    private long mended;
    private long lost;
    private Instant savedAt;
    private final Map<StoredName, String> unresolved = new HashMap<>();

    Pass(Optional<ScrubProgress> unfinished, LongUnaryOperator pauseNanos, Journal journal) {
      this.pauseNanos = pauseNanos;
      this.journal = journal;
      this.savedAt = clock.instant();
      this.beganAt = unfinished.map(ScrubProgress::beganAt).orElse(savedAt);
      unfinished.ifPresent(progress -> {
        String path = progress.after();
        after = path == null ? null : StoredName.ofPath(path).orElse(null);
        objects = progress.objects();
        bytes = progress.bytes();
        mended = progress.mended();
        lost = progress.lost();
      });
    }

    ScrubProgress run() throws BlobException, Scrubber.LostException, InterruptedException {
      lookAt(damages.names());
      Set<StoredName> missing = scrub.missing(use.recipes());
      missing.removeIf(damages::known);
      lookAt(missing);
      try {
        scrub.pass(after, this);
      } catch (LostWhileObserving e) {
        throw e.lost;
      } catch (InterruptedException e) {
        saveInterrupted();
        throw e;
      }
      lookAt(damages.takeSuspects());
      resolveAll();
      ScrubProgress ended = progress(clock.instant());
      journal.note(ended);
      return ended;
    }

    @Override
    public void checked(StoredName name, Repair.Outcome outcome, long readBytes)
        throws BlobException, InterruptedException {
      switch (outcome.state()) {
        case SOUND -> {}
        case MENDED -> mended++;
        case LOST -> {
          if (!damages.known(name)) { // else it is counted already
            unresolved.put(name, String.join("; ", outcome.damage()));
          }
        }
      }
      after = name;
      objects++;
      bytes += readBytes;
      if (hasSuspects()) {
        lookAt(damages.takeSuspects());
      }
      Instant now = clock.instant();
      if (unresolved.size() >= MOST_UNRESOLVED
          || Duration.between(savedAt, now).compareTo(SAVE_INTERVAL) >= 0) {
        resolveAll();
        save();
        savedAt = now;
      }
      long nanos = pauseNanos.applyAsLong(readBytes);
      if (nanos > 0) {
        Thread.sleep(Duration.ofNanos(nanos));
      }
    }

    private void resolveAll() throws BlobException, InterruptedException {
      count(resolve(unresolved));
      unresolved.clear();
    }

    private void lookAt(Set<StoredName> names) throws BlobException, InterruptedException {
      count(look(names));
    }

    private void count(Resolved resolved) throws BlobException {
      mended += resolved.mended();
      lost += resolved.remaining();
      if (damages.size() > MOST_DAMAGES) {
        throw new BlobException.Corrupt(
            "store %s has lost %,d objects; the scrub goes no further"
                .formatted(blobs.name(), damages.size()));
      }
    }

    private void save() throws InterruptedException {
      try {
        journal.note(progress(null));
      } catch (Scrubber.LostException e) {
        throw new LostWhileObserving(e);
      }
    }

    /// The service ends: what was looked at need not be looked at again. What is lost and not
    /// resolved yet must be.
    private void saveInterrupted() throws Scrubber.LostException {
      if (unresolved.isEmpty()) {
        try {
          journal.note(progress(null));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private ScrubProgress progress(@Nullable Instant endedAt) {
      return new ScrubProgress(
          blobs.name(),
          beganAt,
          endedAt,
          endedAt == null && after != null ? after.path() : null,
          objects,
          bytes,
          mended,
          lost);
    }
  }

  /// Carries a checked exception out of the pass.
  private static final class LostWhileObserving extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Scrubber.LostException lost;

    LostWhileObserving(Scrubber.LostException lost) {
      super(lost);
      this.lost = lost;
    }
  }
}
