package dev.vitrine.benchmarks.dedup;

/// Cuts at the multiples of a size, counted from the image's start (so a zero run that was taken
/// out moves no later cut).
record FixedCutter(int sizeBytes) implements Cutter {
  @Override
  public int endOfChunk(byte[] content, int from, int end, long imageOffset) {
    int toMultiple = sizeBytes - (int) (imageOffset % sizeBytes);
    return Math.min(end - from, toMultiple) + from;
  }

  @Override
  public int maxBytes() {
    return sizeBytes;
  }

  @Override
  public int minBytes() {
    return sizeBytes;
  }
}
