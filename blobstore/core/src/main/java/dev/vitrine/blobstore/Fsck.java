package dev.vitrine.blobstore;

import java.util.List;
import java.util.Set;

/// Checks a store.
@SuppressWarnings("DoNotCallSuggester") // until the bodies are there
public final class Fsck {
  private final List<Tier> tiers;

  public Fsck(List<Tier> tiers) {
    this.tiers = List.copyOf(tiers);
  }

  /// Told now and then, on one thread at a time.
  @FunctionalInterface
  public interface Progress {
    Progress NONE = (done, total, doneBytes) -> {};

    void at(long doneObjects, long totalObjects, long doneBytes);
  }

  /// One object that is not as it should be.
  ///
  /// @param tier the name of the tier
  /// @param recipes the recipes that need it, at most [#MAX_NAMED_RECIPES]
  public record Damage(String tier, StoredName name, String reason, List<Digest> recipes) {}

  /// @param strays objects of no known form; counted, not errors
  public record Report(
      long recipes,
      long chunks,
      long chunkBytes,
      List<Damage> damages,
      long orphanChunks,
      long orphanBytes,
      List<String> strays) {

    /// Whether every blob can be read.
    public boolean clean() {
      return damages.isEmpty();
    }
  }

  /// How many recipes a [Damage] names.
  public static final int MAX_NAMED_RECIPES = 100;

  /// Looks at names and lengths.
  ///
  /// @param required recipes that must exist
  public Report quick(Set<Digest> required, Progress progress)
      throws BlobException, InterruptedException {
    throw new InvariantViolated("in work " + tiers + required);
  }

  /// Reads every byte.
  ///
  /// @param required recipes that must exist
  public Report deep(Set<Digest> required, Progress progress)
      throws BlobException, InterruptedException {
    throw new InvariantViolated("in work " + tiers + required);
  }
}
