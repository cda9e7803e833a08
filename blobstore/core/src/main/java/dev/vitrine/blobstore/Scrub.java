package dev.vitrine.blobstore;

import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Compares every object of a store with its name, in every tier, while the store is used; mends
/// what another tier has, and reports what none has.
///
/// The order is that of the digests' first bytes, recipes before chunks, then that of the digests;
/// so a pass can go on after any object. What is stored on the way may be looked at or not.
///
/// **Memory** is bounded by a 256th of the store's names. Not thread-safe. Ends early with
/// [InterruptedException] when the thread is interrupted.
public final class Scrub {
  /// What happens on the way, told on the thread of the pass.
  public interface Observer {
    /// The object was looked at; the next one waits for this to return.
    ///
    /// @param outcome what became of it
    /// @param readBytes bytes that were read for it, in all tiers
    void checked(StoredName name, Repair.Outcome outcome, long readBytes)
        throws BlobException, InterruptedException;
  }

  private final List<Tier> tiers;
  private final Repair repair;

  /// @param tiers not closed
  public Scrub(List<Tier> tiers) {
    this.tiers = List.copyOf(tiers);
    this.repair = new Repair(tiers);
  }

  /// Looks at every object after that one, in the order of the pass.
  ///
  /// @param after the last one that an earlier call looked at; null to begin
  public void pass(@Nullable StoredName after, Observer observer)
      throws BlobException, InterruptedException {
    int from = after == null ? 0 : after.digest().firstByte();
    for (int prefix = from; prefix < StoredName.PREFIXES; prefix++) {
      for (StoredName.Kind kind : List.of(StoredName.Kind.RECIPE, StoredName.Kind.CHUNK)) {
        if (after == null || prefix > from || kind == after.kind()) {
          Digest beyond = after != null && prefix == from ? after.digest() : null;
          checkAll(kind, prefix, beyond, observer);
        } else if (after.kind() == StoredName.Kind.RECIPE) {
          checkAll(kind, prefix, null, observer);
        }
      }
    }
  }

  private void checkAll(
      StoredName.Kind kind, int prefix, @Nullable Digest beyond, Observer observer)
      throws BlobException, InterruptedException {
    NavigableMap<StoredName, Long> names = new TreeMap<>();
    for (Tier tier : tiers) {
      for (ChunkBackend.Listed listed : Listing.of(tier.backend(), kind, prefix)) {
        names.merge(listed.name(), listed.lengthBytes(), Long::sum);
      }
    }
    NavigableMap<StoredName, Long> left =
        beyond == null ? names : names.tailMap(new StoredName(kind, beyond), false);
    for (var each : left.entrySet()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the scrub was stopped");
      }
      observer.checked(each.getKey(), repair.mend(each.getKey()), each.getValue());
    }
  }

  /// What recipes in use name and no durable tier has, by names and lengths alone: a pass looks at
  /// what is listed, and what is not there is not listed.
  ///
  /// @param required recipes that must be there
  public Set<StoredName> missing(Set<Digest> required) throws BlobException, InterruptedException {
    return new MissingObjects(tiers).of(required);
  }
}
