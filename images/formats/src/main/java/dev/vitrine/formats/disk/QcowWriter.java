package dev.vitrine.formats.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/// The qcow2 image of a disk, made while it is read. Not thread-safe.
///
/// The disk is read twice: once to see which clusters hold anything but zeros, and once for those.
/// So the image is written from its beginning to its end, and holds no cluster of zeros:
///
/// ```text
///  header │ table of counts │ counts │ table of tables │ tables, where there is data │ data
/// ```
///
/// Memory: one bit a cluster of the disk, which is 2 MiB for 1 TiB, and a cluster.
///
/// Version 3, clusters of 64 KiB, as `qemu-img` makes them. Nothing depends on when it is made: two
/// images of one disk are equal.
public final class QcowWriter extends BlockStream {
  private static final int CLUSTER_BITS = 16;
  private static final int CLUSTER_BYTES = 1 << CLUSTER_BITS;
  private static final int ENTRIES = CLUSTER_BYTES / Long.BYTES;
  private static final int COUNTS = CLUSTER_BYTES / Short.BYTES;
  private static final int SECTOR_BYTES = 512;

  /// The cluster is referred to once: it may be written to in place.
  private static final long COPIED = 1L << 63;

  /// The largest disk, 64 TiB, for which what is remembered takes 128 MiB.
  public static final long MAX_DISK_BYTES = 1L << 46;

  private final ImageBytes disk;
  private final BitSet used;
  private final Layout layout;
  private final ByteBuffer cluster = ByteBuffer.allocate(CLUSTER_BYTES);
  private long made;
  private int nextUsed;
  private int nextTable;
  private int nextEntry;
  private long referred;

  /// How many clusters each part takes. The parts follow one another in this order.
  private record Layout(
      long diskBytes, int countTables, int counts, int tableTables, int tables, int data) {

    static Layout of(long diskBytes, BitSet used) {
      int tables = 0;
      for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit((i / ENTRIES + 1) * ENTRIES)) {
        tables++;
      }
      int tableTables = Math.max(1, clusters(tablesOf(diskBytes), ENTRIES));
      long others = 1L + tableTables + tables + used.cardinality();
      int counts = 1;
      int countTables = 1;
      // The counts are counted, too.
      while (others + counts + countTables > (long) counts * COUNTS) {
        counts++;
        countTables = clusters(counts, ENTRIES);
      }
      return new Layout(diskBytes, countTables, counts, tableTables, tables, used.cardinality());
    }

    private static int clusters(long items, int each) {
      return (int) ((items + each - 1) / each);
    }

    static int tablesOf(long diskBytes) {
      return clusters(clusters(diskBytes, CLUSTER_BYTES), ENTRIES);
    }

    long firstCount() {
      return 1L + countTables;
    }

    long firstTableTable() {
      return firstCount() + counts;
    }

    long firstTable() {
      return firstTableTable() + tableTables;
    }

    long firstData() {
      return firstTable() + tables;
    }

    long total() {
      return firstData() + data;
    }
  }

  private QcowWriter(ImageBytes disk, BitSet used) {
    this.disk = disk;
    this.used = used;
    long sectors = (disk.lengthBytes() + SECTOR_BYTES - 1) / SECTOR_BYTES;
    this.layout = Layout.of(sectors * SECTOR_BYTES, used);
    cluster.limit(0);
  }

  /// Reads the disk once. It is not closed.
  ///
  /// @param disk at most [#MAX_DISK_BYTES]; a length that is no multiple of 512 is filled up by
  ///   zeros
  public static QcowWriter of(ImageBytes disk) throws IOException {
    if (disk.lengthBytes() > MAX_DISK_BYTES) {
      throw new UnreadableDiskException("the disk is larger than a qcow2 image can hold");
    }
    BitSet used = new BitSet();
    byte[] bytes = new byte[CLUSTER_BYTES];
    byte[] zeros = new byte[CLUSTER_BYTES];
    int index = 0;
    for (long at = 0; at < disk.lengthBytes(); at += CLUSTER_BYTES) {
      int count = (int) Math.min(CLUSTER_BYTES, disk.lengthBytes() - at);
      disk.read(at, bytes, 0, count);
      used.set(index++, !Arrays.equals(bytes, 0, count, zeros, 0, count));
    }
    return new QcowWriter(disk, used);
  }

  /// The length of the disk that the image describes.
  public long diskBytes() {
    return layout.diskBytes;
  }

  /// The length of the image.
  public long lengthBytes() {
    return layout.total() * CLUSTER_BYTES;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length > 0 && !cluster.hasRemaining()) {
      if (made == layout.total()) {
        return -1;
      }
      make(made++);
    }
    int count = Math.min(length, cluster.remaining());
    cluster.get(buffer, offset, count);
    return count;
  }

  private void make(long index) throws IOException {
    cluster.clear();
    Arrays.fill(cluster.array(), (byte) 0);
    if (index == 0) {
      long table = layout.firstTableTable() * CLUSTER_BYTES;
      new QcowHeader(CLUSTER_BITS, layout.diskBytes, table)
          .encode(cluster, Layout.tablesOf(layout.diskBytes), CLUSTER_BYTES, layout.countTables);
    } else if (index < layout.firstCount()) {
      makeCountTable((int) index - 1);
    } else if (index < layout.firstTableTable()) {
      makeCounts(index - layout.firstCount());
    } else if (index < layout.firstTable()) {
      makeTableTable((int) (index - layout.firstTableTable()));
    } else if (index < layout.firstData()) {
      makeTable();
    } else {
      makeData();
    }
  }

  private void makeCountTable(int index) {
    int first = index * ENTRIES;
    for (int i = first; i < Math.min(layout.counts, first + ENTRIES); i++) {
      cluster.putLong((i - first) * Long.BYTES, (layout.firstCount() + i) * CLUSTER_BYTES);
    }
  }

  private void makeCounts(long index) {
    long first = index * COUNTS;
    for (long i = first; i < Math.min(layout.total(), first + COUNTS); i++) {
      cluster.putShort((int) (i - first) * Short.BYTES, (short) 1);
    }
  }

  private void makeTableTable(int index) {
    int first = index * ENTRIES;
    int last = Math.min(Layout.tablesOf(layout.diskBytes), first + ENTRIES);
    for (int i = first; i < last; i++) {
      int seen = used.nextSetBit(i * ENTRIES);
      if (seen >= 0 && seen < (i + 1L) * ENTRIES) {
        long at = (layout.firstTable() + nextTable++) * CLUSTER_BYTES;
        cluster.putLong((i - first) * Long.BYTES, at | COPIED);
      }
    }
  }

  private void makeTable() {
    int seen = used.nextSetBit(nextEntry);
    int first = seen / ENTRIES * ENTRIES;
    nextEntry = first + ENTRIES;
    while (seen >= 0 && seen < nextEntry) {
      long at = (layout.firstData() + referred++) * CLUSTER_BYTES;
      cluster.putLong((seen - first) * Long.BYTES, at | COPIED);
      seen = used.nextSetBit(seen + 1);
    }
  }

  private void makeData() throws IOException {
    int index = used.nextSetBit(nextUsed);
    nextUsed = index + 1;
    long at = (long) index * CLUSTER_BYTES;
    int count = (int) Math.min(CLUSTER_BYTES, disk.lengthBytes() - at);
    disk.read(at, cluster.array(), 0, count);
  }
}
