package dev.vitrine.benchmarks.dedup;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/// One image as a candidate cut it.
///
/// @param chunks in order, repetitions included
/// @param scanNanos processor time for finding the cut points alone (no reading, no digests)
record ChunkedImage(List<Chunk> chunks, long scanNanos) {
  /// How much content is taken from the page cache at a time; several times any chunk.
  private static final int WINDOW_BYTES = 32 << 20;

  /// Half a SHA-256 names a chunk well enough among some hundred thousand.
  record Chunk(long name0, long name1, int lengthBytes) {}

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
    private final MessageDigest sha256 = sha256();
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
          chunks.add(chunk(from, end));
          from = end;
        }
        offset += from;
      }
    }

    private Chunk chunk(int from, int end) {
      sha256.update(window, from, end - from);
      ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
      return new Chunk(digest.getLong(), digest.getLong(), end - from);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java platform has SHA-256", e);
      }
    }
  }
}
