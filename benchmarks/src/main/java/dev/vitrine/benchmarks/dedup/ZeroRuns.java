package dev.vitrine.benchmarks.dedup;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Finds the maximal runs of zero bytes that are long enough to be worth a mention.
final class ZeroRuns {
  /// @param end the first byte after the run
  record Run(long from, long end) {}

  private ZeroRuns() {}

  static List<Run> in(ByteBuffer content, int minBytes) {
    List<Run> runs = new ArrayList<>();
    int length = content.capacity();
    int probe = 0;
    // A run of minBytes covers one of any points that lie minBytes apart: look there only.
    while (probe < length) {
      if (content.get(probe) != 0) {
        probe += minBytes;
        continue;
      }
      int from = probe;
      int floor = runs.isEmpty() ? 0 : (int) runs.getLast().end();
      while (from > floor && probe - from < minBytes && content.get(from - 1) == 0) {
        from--;
      }
      int end = endOfZeros(content, probe, length);
      if (end - from >= minBytes) {
        runs.add(new Run(from, end));
      }
      // The byte at `end` is no zero: the next run starts behind it.
      probe = Math.max(end, probe) + minBytes;
    }
    return runs;
  }

  private static int endOfZeros(ByteBuffer content, int from, int length) {
    int i = from;
    while (i < length && (i & 7) != 0 && content.get(i) == 0) {
      i++;
    }
    if ((i & 7) == 0) {
      while (i + Long.BYTES <= length && content.getLong(i) == 0) {
        i += Long.BYTES;
      }
    }
    while (i < length && content.get(i) == 0) {
      i++;
    }
    return i;
  }
}
