package dev.vitrine.benchmarks.dedup;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// One image as a candidate cut it.
///
/// @param chunks in order, repetitions included
/// @param scanNanos processor time for finding the cut points alone (no reading, no fingerprints)
record ChunkedImage(List<Chunk> chunks, long scanNanos) {
  /// How much content is taken from the page cache at a time; several times any chunk.
  private static final int WINDOW_BYTES = 32 << 20;

  record Chunk(Fingerprint fingerprint, int lengthBytes) {}

  /// Cuts an image.
  static ChunkedImage of(MappedByteBuffer image, Candidate candidate) {
    Reading reading = new Reading(image, candidate.cutter());
    long dataFrom = 0;
    for (ZeroRuns.Run run : ZeroRuns.in(image, candidate.zeroRunMinBytes())) {
      reading.cut((int) dataFrom, (int) run.from());
      dataFrom = run.end();
    }
    reading.cut((int) dataFrom, image.capacity());
    return new ChunkedImage(reading.chunks, reading.scanNanos);
  }

  long dataBytes() {
    return chunks.stream().mapToLong(Chunk::lengthBytes).sum();
  }

  /// Confined to one thread.
  private static final class Reading {
    private final MappedByteBuffer image;
    private final Cutter cutter;
    private final byte[] window = new byte[WINDOW_BYTES];
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Chunk> chunks = new ArrayList<>();
    private long scanNanos;

    Reading(MappedByteBuffer image, Cutter cutter) {
      this.image = image;
      this.cutter = cutter;
    }

    /// Cuts what lies between two zero runs.
    void cut(int dataFrom, int dataEnd) {
      int offset = dataFrom;
      while (offset < dataEnd) {
        int filled = Math.min(window.length, dataEnd - offset);
        image.get(offset, window, 0, filled);
        boolean allOfIt = filled == dataEnd - offset;
        int from = 0;
        while (from < filled && (allOfIt || filled - from >= cutter.maxBytes())) {
          long before = threads.getCurrentThreadCpuTime();
          int end = cutter.endOfChunk(window, from, filled, (long) offset + from);
          scanNanos += threads.getCurrentThreadCpuTime() - before;
          chunks.add(new Chunk(Fingerprint.of(window, from, end), end - from));
          from = end;
        }
        offset += from;
      }
    }
  }
}
