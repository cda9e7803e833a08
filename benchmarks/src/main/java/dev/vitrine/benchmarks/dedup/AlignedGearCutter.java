package dev.vitrine.benchmarks.dedup;

/// As [GearCutter], but only the image's 4 KiB boundaries may be cut points: file systems put files
/// there, and only there a hash is needed.
final class AlignedGearCutter implements Cutter {
  static final int BLOCK_BYTES = 4096;

  private final int targetBytes;
  private final int minBytes;
  private final int maxBytes;
  private final int windowBytes;
  private final long strictMask;
  private final long looseMask;

  /// @param targetBytes a power of two; chunks have a quarter to four times as much
  /// @param windowBytes how many bytes before a boundary decide about it: 64, or the whole block
  ///   (files end in zeros there, and 64 zeros say nothing)
  AlignedGearCutter(int targetBytes, int windowBytes) {
    // One candidate a block: that much more likely each has to be.
    int bits = Integer.numberOfTrailingZeros(targetBytes / BLOCK_BYTES);
    this.targetBytes = targetBytes;
    this.minBytes = targetBytes / 4;
    this.maxBytes = targetBytes * 4;
    this.windowBytes = windowBytes;
    this.strictMask = Gear.topBits(bits + GearCutter.NORMALISATION_BITS);
    this.looseMask = Gear.topBits(bits - GearCutter.NORMALISATION_BITS);
  }

  @Override
  public int endOfChunk(byte[] content, int from, int end, long imageOffset) {
    if (end - from <= minBytes) {
      return end;
    }
    int max = Math.min(end, from + maxBytes);
    int boundary = from + minBytes;
    int intoBlock = (int) ((imageOffset + minBytes) % BLOCK_BYTES);
    if (intoBlock > 0) {
      boundary += BLOCK_BYTES - intoBlock;
    }
    int last = boundary;
    for (; boundary <= max; boundary += BLOCK_BYTES) {
      long hash = blockHash(content, boundary);
      long mask = boundary - from < targetBytes ? strictMask : looseMask;
      if ((hash & mask) == 0) {
        return boundary;
      }
      last = boundary;
    }
    return max == end ? end : last;
  }

  private long blockHash(byte[] content, int boundary) {
    if (windowBytes == GearCutter.WINDOW_BYTES) {
      return Gear.hash(content, boundary - windowBytes, boundary);
    }
    return Fingerprint.of(content, boundary - windowBytes, boundary).high();
  }

  @Override
  public int maxBytes() {
    return maxBytes;
  }

  @Override
  public int minBytes() {
    return minBytes;
  }
}
