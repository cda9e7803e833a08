package dev.vitrine.formats.disk;

import static dev.vitrine.formats.disk.QcowHeader.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The disk of a qcow2 image, from its first byte to its last. Not thread-safe.
///
/// Holds one table of the second level and one cluster: at most 8 MiB, of 2 MiB clusters. Trusts
/// nothing in the image: what it points to must lie inside of it, and a compressed cluster gives a
/// cluster. How long the disk may be is for who reads it to bound.
///
/// Throws [UnreadableDiskException] for an image that contradicts itself.
public final class QcowReader extends BlockStream {
  private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
  private static final long COMPRESSED = 1L << 62;
  private static final long ZEROS = 1;
  private static final int SECTOR_BYTES = 512;
  private static final long NONE = -1;

  private final ImageBytes image;
  private final QcowHeader header;
  private final Inflater inflater = new Inflater(true);
  private long position;

  /// Entries of the table of the second level that covers `tableIndex`; all zero if there is none.
  private final byte[] table;

  private long tableIndex = NONE;

  /// What the compressed cluster with this entry holds.
  private byte[] inflated = {};

  private long inflatedEntry = NONE;
  private byte[] deflated = {};

  private QcowReader(ImageBytes image, QcowHeader header) {
    this.image = image;
    this.header = header;
    this.table = new byte[header.clusterBytes()];
  }

  /// Begins to read. The image is not closed.
  public static QcowReader of(ImageBytes image) throws IOException {
    return new QcowReader(image, QcowHeader.of(image));
  }

  /// The length of the disk.
  public long diskBytes() {
    return header.diskBytes();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long left = header.diskBytes() - position;
    if (length == 0 || left == 0) {
      return length == 0 ? 0 : -1;
    }
    int clusterBytes = header.clusterBytes();
    int inCluster = (int) (position & clusterBytes - 1);
    int count = (int) Math.min(Math.min(length, left), clusterBytes - inCluster);
    long entry = entry(position >>> header.clusterBits());
    if ((entry & COMPRESSED) != 0) {
      System.arraycopy(inflated(entry), inCluster, buffer, offset, count);
    } else if ((entry & ZEROS) != 0 || (entry & OFFSET) == 0) {
      Arrays.fill(buffer, offset, offset + count, (byte) 0);
    } else {
      readCluster(entry & OFFSET, inCluster, buffer, offset, count);
    }
    position += count;
    return count;
  }

  /// The second level's entry for a cluster of the disk.
  private long entry(long cluster) throws IOException {
    int entryBits = header.clusterBits() - 3;
    long index = cluster >>> entryBits;
    if (index != tableIndex) {
      loadTable(index);
    }
    return ByteBuffer.wrap(table).getLong((int) (cluster & (1L << entryBits) - 1) * Long.BYTES);
  }

  private void loadTable(long index) throws IOException {
    byte[] pointer = new byte[Long.BYTES];
    image.read(header.tableOffset() + index * Long.BYTES, pointer, 0, Long.BYTES);
    long at = ByteBuffer.wrap(pointer).getLong() & OFFSET;
    tableIndex = NONE;
    if (at == 0) {
      Arrays.fill(table, (byte) 0);
    } else {
      require(
          at % table.length == 0 && at <= image.lengthBytes() - table.length,
          "a table lies where none can");
      image.read(at, table, 0, table.length);
    }
    tableIndex = index;
  }

  /// The file may end within its last cluster, as if zeros followed.
  private void readCluster(long at, int inCluster, byte[] buffer, int offset, int count)
      throws IOException {
    require(
        at % header.clusterBytes() == 0 && at < image.lengthBytes(), "data lies where none can");
    int there = Math.clamp(image.lengthBytes() - at - inCluster, 0, count);
    if (there > 0) {
      image.read(at + inCluster, buffer, offset, there);
    }
    Arrays.fill(buffer, offset + there, offset + count, (byte) 0);
  }

  private byte[] inflated(long entry) throws IOException {
    if (entry == inflatedEntry) {
      return inflated;
    }
    int sectorBits = header.clusterBits() - 8;
    int offsetBits = 62 - sectorBits;
    long at = entry & (1L << offsetBits) - 1;
    long sectors = entry >>> offsetBits & (1L << sectorBits) - 1;
    require(at < image.lengthBytes(), "compressed data lies where none can");
    long count = (sectors + 1) * SECTOR_BYTES - at % SECTOR_BYTES;
    int there = (int) Math.min(count, image.lengthBytes() - at);
    if (inflated.length == 0) {
      inflated = new byte[header.clusterBytes()];
      deflated = new byte[SECTOR_BYTES << sectorBits];
    }
    image.read(at, deflated, 0, there);
    inflatedEntry = NONE;
    inflate(there);
    inflatedEntry = entry;
    return inflated;
  }

  private void inflate(int lengthBytes) throws UnreadableDiskException {
    inflater.reset();
    inflater.setInput(deflated, 0, lengthBytes);
    int done = 0;
    try {
      while (done < inflated.length) {
        int count = inflater.inflate(inflated, done, inflated.length - done);
        require(count > 0, "a compressed cluster is too short");
        done += count;
      }
    } catch (DataFormatException e) {
      throw new UnreadableDiskException("a compressed cluster cannot be expanded");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
