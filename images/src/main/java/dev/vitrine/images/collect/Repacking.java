package dev.vitrine.images.collect;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Damages;
import dev.vitrine.blobstore.Repacker;
import dev.vitrine.images.stores.Stores;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Function;

/// The packing of what is cold, and the unpacking of what is warm again, in one chunk store after
/// the other: never while something is collected, because whoever writes a chunk's other form must
/// be sure that nobody deletes the chunk meanwhile. A store that is away fails alone.
///
/// Thread-safe; one object an incarnation.
public final class Repacking {
  /// What came of one store.
  public sealed interface Outcome {
    record Repacked(Repacker.Result result) implements Outcome {}

    /// Some of it could not be read or written; what was done stays done.
    record Failed(BlobException failure) implements Outcome {}

    /// Something is being collected: not this time.
    record Elsewhere() implements Outcome {}
  }

  private final GarbageCollection collection;
  private final SequencedMap<String, Repacker> repackers;

  /// @param repackers by the name of the store
  public Repacking(GarbageCollection collection, SequencedMap<String, Repacker> repackers) {
    this.collection = collection;
    this.repackers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(repackers));
  }

  /// That of every chunk store that the service has and that has such a tier.
  ///
  /// @param damages of the store of that name
  public static Repacking of(
      GarbageCollection collection,
      Stores stores,
      Function<String, Damages> damages,
      InstantSource clock) {
    SequencedMap<String, Repacker> repackers = new LinkedHashMap<>();
    for (BlobStore blobs : stores.chunkStores()) {
      Repacker repacker = new Repacker(blobs.tiers(), damages.apply(blobs.name()), clock);
      if (repacker.hasWork()) {
        repackers.put(blobs.name(), repacker);
      }
    }
    return new Repacking(collection, repackers);
  }

  /// One run over each store; what came of it, by its name.
  public SequencedMap<String, Outcome> run(Repacker.Pace pace) throws InterruptedException {
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    for (var each : repackers.entrySet()) {
      outcomes.put(each.getKey(), run(each.getValue(), pace));
    }
    return outcomes;
  }

  private Outcome run(Repacker repacker, Repacker.Pace pace) throws InterruptedException {
    try {
      return collection
          .exclusively(_ -> (Outcome) new Outcome.Repacked(repacker.run(pace)))
          .orElseGet(Outcome.Elsewhere::new);
    } catch (BlobException e) {
      return new Outcome.Failed(e);
    }
  }
}
