package dev.vitrine.blobstore;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks that every blob of a store that something refers to can be read.
///
/// *Quick*: every recipe can be decoded and is what its name says; every chunk that a recipe in use
/// names is there with its length. *Deep*: also, every byte of every chunk is read and its digest
/// compared, in every tier. Neither changes anything.
///
/// A recipe that nothing refers to may name chunks that are gone: an upload that died after writing
/// it leaves one, and a collector may meet the chunks first.
///
/// May run beside a service that writes, deletes and collects: what is stored meanwhile may be
/// counted or not, and what something refers to no more is not reported as missing.
///
/// **Memory** is bounded: chunks are looked at in groups of neighbouring digests of about a
/// million, and the recipes are read again for each group.
///
/// Ends early with [InterruptedException] when the calling thread is interrupted.
public final class Fsck {
  /// How many recipes a [Damage] names.
  public static final int MAX_NAMED_RECIPES = 100;

  private final List<Tier> tiers;

  /// Checks the store of these tiers; they are not closed.
  public Fsck(List<Tier> tiers) {
    this.tiers = List.copyOf(tiers);
  }

  /// Which recipes something refers to. They must be there, and whole.
  @FunctionalInterface
  public interface References {
    /// As of one moment after the call began. Asked at the beginning, and once more if something
    /// seems to be missing.
    Set<Digest> now() throws BlobException;

    /// As they are known to stay during the check.
    static References to(Set<Digest> recipes) {
      return () -> recipes;
    }
  }

  /// Told how far the check has come, on one thread at a time.
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (doneObjects, totalObjects, doneBytes) -> {};

    /// @param doneObjects objects looked at
    /// @param totalObjects objects to look at, as counted at the beginning
    /// @param doneBytes bytes whose digest was compared
    void at(long doneObjects, long totalObjects, long doneBytes);
  }

  /// One object that is not as it should be.
  ///
  /// @param tier the name of the tier
  /// @param reason what is wrong with it, for people
  /// @param recipes the recipes in use that need it, at most [#MAX_NAMED_RECIPES]
  public record Damage(String tier, StoredName name, String reason, List<Digest> recipes) {
    public Damage {
      recipes = List.copyOf(recipes);
    }
  }

  /// What a check found.
  ///
  /// @param recipes recipes in the system of record
  /// @param orphanRecipes those of them that nothing refers to; no error
  /// @param chunks chunks there
  /// @param chunkBytes their bytes
  /// @param damages what is lost or damaged
  /// @param orphanChunks chunks that no recipe names: left by uploads that did not end well, or
  ///   belonging to one under way; no error
  /// @param orphanBytes their bytes
  /// @param strays things in the store's place that are none of its objects; no error
  public record Report(
      long recipes,
      long orphanRecipes,
      long chunks,
      long chunkBytes,
      List<Damage> damages,
      long orphanChunks,
      long orphanBytes,
      List<String> strays) {
    public Report {
      damages = List.copyOf(damages);
      strays = List.copyOf(strays);
    }

    /// Whether every blob can be read.
    public boolean clean() {
      return damages.isEmpty();
    }
  }

  /// Looks at names and lengths.
  public Report quick(References references, Progress progress)
      throws BlobException, InterruptedException {
    return new FsckRun(tiers, references, progress, false).report();
  }

  /// Reads every byte, on all cores.
  public Report deep(References references, Progress progress)
      throws BlobException, InterruptedException {
    return new FsckRun(tiers, references, progress, true).report();
  }

  /// To every recipe that is there, for a store whose users are not known.
  public References everyRecipe() {
    return () -> {
      ChunkBackend backend = new Tiers(tiers).systemOfRecord().backend();
      Set<Digest> recipes = new HashSet<>();
      for (int prefix = 0; prefix < StoredName.PREFIXES; prefix++) {
        Listing.of(backend, StoredName.Kind.RECIPE, prefix)
            .forEach(listed -> recipes.add(listed.name().digest()));
      }
      return recipes;
    };
  }
}
