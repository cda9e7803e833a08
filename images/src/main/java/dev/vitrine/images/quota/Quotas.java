package dev.vitrine.images.quota;

/// Which limits hold for what the images of a project take.
public sealed interface Quotas {

  /// None.
  record None() implements Quotas {}

  /// Every project may have so many bytes of data. Never exceeded, not even by data of unknown
  /// length.
  record Storage(long bytes) implements Quotas {
    public Storage {
      if (bytes <= 0) {
        throw new IllegalArgumentException("a quota of " + bytes + " bytes");
      }
    }
  }

  /// Each project has limits of its own, which somebody else knows.
  ///
  /// @param cutsUnknownLengths whether data of unknown length is cut when it reaches the limit.
  ///   Clients of other services count on that it is let in as long as the project is not beyond
  ///   the limit when it begins; then the next upload is the one that is refused
  record Unified(UnifiedLimits limits, boolean cutsUnknownLengths) implements Quotas {}
}
