package dev.vitrine.formats;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Inspects what should be a disk, or anything.
///
/// **Memory** is at most [#MAX_BYTES], whatever headers claim; most streams need the head alone.
/// **Time** is a few comparisons a slice once the headers have gone by.
public final class DiskInspector implements Inspector {
  /// Holds every header that lies at a fixed place near the beginning; the ISO 9660 volume
  /// descriptor at 32 KiB is the last of them.
  static final int HEAD_BYTES = 64 << 10;

  /// The end of a stream-optimised VMDK: three sectors.
  static final int TAIL_BYTES = 1536;

  /// Most that one probe keeps: a VMDK's descriptor.
  static final int STRETCH_MAX_BYTES = 1 << 20;

  /// Most that all stretches of one stream hold.
  static final int MAX_BYTES = HEAD_BYTES + TAIL_BYTES + 2 * STRETCH_MAX_BYTES;

  private final Stretch head = new Stretch(0, HEAD_BYTES);
  private final Tail tail = new Tail(TAIL_BYTES);
  private final List<Kept> kept = new ArrayList<>();
  private final List<Probe> probes = Probe.all();
  private boolean identified;
  private long position;
  private long keptBytes = HEAD_BYTES + TAIL_BYTES;

  /// A stretch that is not complete yet.
  private record Kept(Stretch stretch, Runnable whenComplete) {}

  @Override
  public void accept(ByteBuffer data) {
    ByteBuffer rest = data.duplicate();
    tail.accept(rest);
    if (!identified) {
      int missing = (int) (HEAD_BYTES - position);
      ByteBuffer part = rest.slice(rest.position(), Math.min(missing, rest.remaining()));
      head.fill(part, position);
      advance(rest, part.remaining());
      if (head.isComplete()) {
        identify();
      }
    }
    while (!kept.isEmpty() && rest.hasRemaining()) {
      advance(rest, fillUpToNextEvent(rest));
    }
    advance(rest, rest.remaining());
  }

  @Override
  public Inspection finish() {
    if (!identified) {
      identify();
    }
    Probe.Whole whole = new Probe.Whole(head.header(), tail, position);
    List<Finding> findings =
        probes.stream().flatMap(probe -> probe.conclude(whole).stream()).toList();
    return new Inspection(position, findings, List.of());
  }

  /// What this holds room for.
  long keptBytes() {
    return keptBytes;
  }

  private void identify() {
    identified = true;
    for (Probe probe : probes) {
      probe.begin(head.header(), this::keep);
    }
  }

  private Stretch keep(long offset, int lengthBytes, Runnable whenComplete) {
    boolean fits = lengthBytes <= STRETCH_MAX_BYTES && keptBytes + lengthBytes <= MAX_BYTES;
    Stretch stretch = new Stretch(offset, fits ? lengthBytes : 0);
    if (!fits || offset < 0 || offset > Long.MAX_VALUE - lengthBytes) {
      return stretch;
    }
    keptBytes += lengthBytes;
    Header start = head.header();
    stretch.fill(ByteBuffer.wrap(start.bytes(), 0, start.length()), 0);
    if (stretch.isComplete()) {
      whenComplete.run();
    } else if (stretch.missingFrom() >= position) {
      kept.add(new Kept(stretch, whenComplete));
    }
    return stretch;
  }

  /// Fills every stretch up to where the first of them is complete, because that may want others
  /// that begin right there. Returns how many bytes that were.
  private int fillUpToNextEvent(ByteBuffer rest) {
    long end = position + rest.remaining();
    for (Kept one : kept) {
      end = Math.min(end, one.stretch().endOffset());
    }
    ByteBuffer part = rest.slice(rest.position(), (int) (end - position));
    List<Kept> complete = new ArrayList<>();
    for (Kept one : kept) {
      one.stretch().fill(part, position);
      if (one.stretch().isComplete()) {
        complete.add(one);
      }
    }
    if (!complete.isEmpty()) {
      kept.removeAll(complete);
      position = end;
      complete.forEach(one -> one.whenComplete().run());
      position -= part.remaining();
    }
    return part.remaining();
  }

  private void advance(ByteBuffer rest, int count) {
    rest.position(rest.position() + count);
    position += count;
  }
}
