package dev.vitrine.benchmarks.dedup;

/// A way to cut content. Stateless and thread-safe: where a chunk ends follows from its first byte
/// on alone (and, for cutters that align, from its place in the image).
interface Cutter {
  /// Where the chunk that starts at `from` ends.
  ///
  /// @param content holds the content from `from` to `end`: at least [#maxBytes] of it, or all that
  ///   is left before the next zero run
  /// @param imageOffset the place of `from` in the image
  /// @return the first index after the chunk, more than `from` and at most `end`
  int endOfChunk(byte[] content, int from, int end, long imageOffset);

  /// No chunk is longer.
  int maxBytes();

  /// No chunk is shorter, but for the last before a zero run or the end.
  int minBytes();
}
