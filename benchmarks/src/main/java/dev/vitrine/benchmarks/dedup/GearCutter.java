package dev.vitrine.benchmarks.dedup;

/// Cuts where a gear hash of the last 64 bytes has enough zero bits at its top, with the chunk
/// sizes drawn together ("normalised chunking": Xia et al., FastCDC, USENIX ATC 2016): a stricter
/// mask before the target, a looser one behind it.
final class GearCutter implements Cutter {
  /// By how many bits the masks differ from the target's own.
  static final int NORMALISATION_BITS = 2;

  /// The hash shifts by one bit a byte, so 64 bytes fill it and older ones have left it.
  static final int WINDOW_BYTES = 64;

  private final int targetBytes;
  private final int minBytes;
  private final int maxBytes;
  private final long strictMask;
  private final long looseMask;

  /// @param targetBytes a power of two; chunks have a quarter to four times as much
  GearCutter(int targetBytes) {
    int bits = Integer.numberOfTrailingZeros(targetBytes);
    this.targetBytes = targetBytes;
    this.minBytes = targetBytes / 4;
    this.maxBytes = targetBytes * 4;
    this.strictMask = Gear.topBits(bits + NORMALISATION_BITS);
    this.looseMask = Gear.topBits(bits - NORMALISATION_BITS);
  }

  @Override
  public int endOfChunk(byte[] content, int from, int end, long imageOffset) {
    if (end - from <= minBytes) {
      return end;
    }
    int target = Math.min(end, from + targetBytes);
    int max = Math.min(end, from + maxBytes);
    int i = from + minBytes;
    long hash = Gear.hash(content, i - WINDOW_BYTES, i);
    long[] table = Gear.TABLE;
    for (; i < target; i++) {
      hash = (hash << 1) + table[content[i] & 0xff];
      if ((hash & strictMask) == 0) {
        return i + 1;
      }
    }
    for (; i < max; i++) {
      hash = (hash << 1) + table[content[i] & 0xff];
      if ((hash & looseMask) == 0) {
        return i + 1;
      }
    }
    return max;
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
