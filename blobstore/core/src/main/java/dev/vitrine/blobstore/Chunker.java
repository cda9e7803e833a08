package dev.vitrine.blobstore;

import java.nio.ByteBuffer;

/// Decides where content is cut, so that equal stretches of different blobs become equal chunks
/// even when they lie at different offsets.
///
/// **Definition.** The pieces of a blob follow from its bytes alone, never from how they arrived:
///
/// 1. Every maximal run of zero bytes that is at least [#ZERO_RUN_MIN_BYTES] long is a zero run.
///    What lies between two such runs, or between one and an end of the blob, is a *segment*.
/// 2. A segment is cut into chunks from its beginning. Let `hash(n)` be the [Gear] hash of the last
///    64 of a chunk's first n bytes. The chunk ends after the least n for which
///    - [#MIN_BYTES] ≤ n < [#TARGET_BYTES] and the highest [#STRICT_BITS] bits of `hash(n)` are 0,
///      or
///    - [#TARGET_BYTES] ≤ n < [#MAX_BYTES] and the highest [#LOOSE_BITS] bits of `hash(n)` are 0,
///      or
///    - n = [#MAX_BYTES], or the segment ends.
///
/// That is content-defined chunking with a minimum that is skipped and normalised cut points (Xia
/// et al., "FastCDC: A Fast and Efficient Content-Defined Chunking Approach for Data
/// Deduplication", USENIX ATC 2016). There are no options: two stores that cut differently share
/// nothing. The figures belong to the stored form; test vectors in FORMAT.md hold them.
///
/// **Use.** Bytes go in by [#update], in order, in slices of any size; [#finish] ends the blob,
/// after which the object may be used for the next. The pieces come out through a [Sink].
///
/// **Memory.** The chunker keeps no slice. Zeros at the end of a slice, which may belong to a run
/// that goes on in the next, it keeps as a count; what turns out too short for a run comes out as
/// zeros of its own.
///
/// **Not thread-safe.** After the sink threw, the chunker is of no further use.
public final class Chunker {
  /// Names this definition in recipes and in store descriptors.
  public static final int ID = 1;

  /// The shortest chunk that a cut point makes (only a segment's last can be shorter): a lower
  /// bound for the bytes that one name, one file and one request pay for. Bytes below it are not
  /// even looked at.
  public static final int MIN_BYTES = 128 << 10;

  /// Where cuts become likely: most chunks are a little longer.
  public static final int TARGET_BYTES = 512 << 10;

  /// The longest chunk: what a reader or a writer must be able to hold in memory.
  public static final int MAX_BYTES = 2 << 20;

  /// Below [#TARGET_BYTES] a quarter as many positions end a chunk as the target by itself asks
  /// for: about one chunk in six does.
  public static final int STRICT_BITS = Integer.numberOfTrailingZeros(TARGET_BYTES) + 2;

  /// From [#TARGET_BYTES] on four times as many: a quarter of the target further on average, so
  /// that almost no chunk reaches [#MAX_BYTES], where the cut would depend on where the chunk
  /// began.
  public static final int LOOSE_BITS = Integer.numberOfTrailingZeros(TARGET_BYTES) - 2;

  /// The shortest run of zeros that is not stored: one cluster of a qcow2 image, sixteen blocks of
  /// a file system. Shorter ones would cut data into small chunks for little gain.
  public static final int ZERO_RUN_MIN_BYTES = 64 << 10;

  private static final long STRICT_MASK = -1L << (Long.SIZE - STRICT_BITS);
  private static final long LOOSE_MASK = -1L << (Long.SIZE - LOOSE_BITS);

  /// How far apart slices are probed for zeros. A probe reads one long, so every run of at least
  /// stride + 7 bytes is met.
  private static final int PROBE_STRIDE_BYTES = ZERO_RUN_MIN_BYTES / 2;

  /// How much is scanned at once, from a copy in the first-level cache: copying costs a tenth of
  /// what array access saves over buffer access.
  private static final int BLOCK_BYTES = 16 << 10;

  /// Gets the pieces of a blob, in order, their bytes before their end.
  public interface Sink {
    /// Bytes of the chunk in the making: a view of the slice that [Chunker#update] is looking at.
    void data(ByteBuffer bytes) throws BlobException, InterruptedException;

    /// Zeros of the chunk in the making which came at the end of earlier slices: a view of constant
    /// memory.
    void zeros(ByteBuffer zeros) throws BlobException, InterruptedException;

    /// The chunk in the making, of this length, is complete.
    void chunk(int lengthBytes) throws BlobException, InterruptedException;

    /// A zero run.
    void zeroRun(long lengthBytes) throws BlobException, InterruptedException;
  }

  private final byte[] block = new byte[BLOCK_BYTES];
  private long heldZeros;
  private int chunkLength;
  private long hash;

  /// Looks at the remaining bytes of the slice, whose position does not move.
  public void update(ByteBuffer slice, Sink sink) throws BlobException, InterruptedException {
    int at = slice.position();
    int end = slice.limit();
    if (heldZeros > 0) {
      at = ZeroBytes.end(slice, at, end);
      heldZeros += at - slice.position();
      if (at == end) {
        return;
      }
      settleHeldZeros(sink);
    }
    int dataEnd = ZeroBytes.start(slice, at, end);
    while (at < dataEnd) {
      int runStart = findZeroRun(slice, at, dataEnd);
      consume(slice, at, runStart, sink, false);
      at = runStart;
      if (runStart < dataEnd) {
        at = ZeroBytes.end(slice, runStart, dataEnd);
        endSegment(sink);
        sink.zeroRun(at - runStart);
      }
    }
    heldZeros = (long) end - dataEnd;
  }

  /// The blob ends here.
  public void finish(Sink sink) throws BlobException, InterruptedException {
    settleHeldZeros(sink);
    endSegment(sink);
  }

  /// Zeros that are known to have ended: a run, or data.
  private void settleHeldZeros(Sink sink) throws BlobException, InterruptedException {
    long zeros = heldZeros;
    heldZeros = 0;
    if (zeros >= ZERO_RUN_MIN_BYTES) {
      endSegment(sink);
      sink.zeroRun(zeros);
    } else if (zeros > 0) {
      consume(ZeroBytes.buffer((int) zeros), 0, (int) zeros, sink, true);
    }
  }

  /// Where the first long run of zeros in the range begins, or `to`. The byte before `to` is not
  /// zero, so a run found is maximal; so is one that begins at `from`, by what the caller did
  /// before.
  private static int findZeroRun(ByteBuffer slice, int from, int to) {
    int floor = from;
    int probe = from;
    while (probe <= to - Long.BYTES) {
      if (slice.getLong(probe) == 0) {
        int start = ZeroBytes.start(slice, floor, probe);
        int end = ZeroBytes.end(slice, probe, to);
        if (end - start >= ZERO_RUN_MIN_BYTES) {
          return start;
        }
        floor = end;
        probe = end;
      }
      if (probe > to - PROBE_STRIDE_BYTES) {
        break;
      }
      probe += PROBE_STRIDE_BYTES;
    }
    return to;
  }

  private void consume(ByteBuffer bytes, int from, int to, Sink sink, boolean held)
      throws BlobException, InterruptedException {
    int at = from;
    while (at < to) {
      int chunkEnd = scan(bytes, at, to);
      int stop = chunkEnd < 0 ? to : chunkEnd;
      ByteBuffer view = bytes.slice(at, stop - at);
      if (held) {
        sink.zeros(view);
      } else {
        sink.data(view);
      }
      at = stop;
      if (chunkEnd >= 0) {
        endSegment(sink);
      }
    }
  }

  private void endSegment(Sink sink) throws BlobException, InterruptedException {
    int length = chunkLength;
    chunkLength = 0;
    hash = 0;
    if (length > 0) {
      sink.chunk(length);
    }
  }

  /// Goes on with the chunk in the making. Returns the position after its last byte, or -1 when it
  /// does not end in the range.
  private int scan(ByteBuffer bytes, int from, int to) {
    int at = from;
    if (chunkLength < MIN_BYTES - Gear.WINDOW_BYTES) {
      int skipped = Math.min(to - at, MIN_BYTES - Gear.WINDOW_BYTES - chunkLength);
      chunkLength += skipped;
      at += skipped;
    }
    if (chunkLength < MIN_BYTES - 1) { // the window fills, nothing is tested yet
      int length = Math.min(to - at, MIN_BYTES - 1 - chunkLength);
      bytes.get(at, block, 0, length);
      hash = Gear.roll(hash, block, 0, length);
      chunkLength += length;
      at += length;
    }
    while (at < to && chunkLength < MAX_BYTES - 1) {
      boolean strict = chunkLength < TARGET_BYTES - 1;
      int length = Math.min(to - at, (strict ? TARGET_BYTES : MAX_BYTES) - 1 - chunkLength);
      length = Math.min(length, BLOCK_BYTES);
      bytes.get(at, block, 0, length);
      int match = scanBlock(length, strict ? STRICT_MASK : LOOSE_MASK);
      if (match >= 0) {
        chunkLength += match + 1;
        return at + match + 1;
      }
      chunkLength += length;
      at += length;
    }
    if (at < to) { // MAX_BYTES - 1 are there
      chunkLength++;
      return at + 1;
    }
    return -1;
  }

  /// The first match in the block, or -1, and then the hash has moved to the block's end.
  private int scanBlock(int length, long mask) {
    int match = Gear.firstMatch(hash, block, 0, length, mask);
    if (match < 0) {
      // Older bytes have left the window.
      hash = Gear.roll(hash, block, Math.max(0, length - Gear.WINDOW_BYTES), length);
    }
    return match;
  }
}
