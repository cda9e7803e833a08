package dev.vitrine.formats.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Of a qcow2 image's header, what reading its disk takes. Source: `docs/interop/qcow2.rst` of
/// QEMU.
///
/// @param clusterBits binary logarithm of the bytes of a cluster, 9 to 21
/// @param diskBytes length of the disk
/// @param tableOffset where the first-level table lies
record QcowHeader(int clusterBits, long diskBytes, long tableOffset) {
  static final int MAGIC = 0x514649fb;
  static final int VERSION_3_BYTES = 104;

  private static final int VERSION_2_BYTES = 72;
  private static final int CLUSTER_BITS_MIN = 9;
  private static final int CLUSTER_BITS_MAX = 21;
  private static final int ZLIB = 0;

  /// Incompatible features. Dirty: the counts of references may be wrong, which reading does not
  /// use.
  private static final long DIRTY = 1;

  private static final long COMPRESSION_TYPE = 1 << 3;

  /// Throws [UnreadableDiskException] for what is no qcow2 image, stands on another file, is
  /// encrypted, or uses what is not known here.
  static QcowHeader of(ImageBytes image) throws IOException {
    byte[] bytes = new byte[VERSION_3_BYTES + 8];
    int count = (int) Math.min(bytes.length, image.lengthBytes());
    image.read(0, bytes, 0, count);
    ByteBuffer head = ByteBuffer.wrap(bytes);
    require(count >= VERSION_2_BYTES && head.getInt(0) == MAGIC, "it is no qcow2 image");
    int version = head.getInt(4);
    require(version == 2 || version == 3, "its version of qcow2 is not known");
    require(head.getLong(8) == 0, "it reads from another file");
    require(head.getInt(32) == 0, "it is encrypted");
    if (version == 3) {
      checkFeatures(head);
    }
    int clusterBits = head.getInt(20);
    require(
        clusterBits >= CLUSTER_BITS_MIN && clusterBits <= CLUSTER_BITS_MAX,
        "the size of its clusters is impossible");
    QcowHeader header = new QcowHeader(clusterBits, head.getLong(24), head.getLong(40));
    header.checkTable(Integer.toUnsignedLong(head.getInt(36)), image.lengthBytes());
    return header;
  }

  private static void checkFeatures(ByteBuffer head) throws UnreadableDiskException {
    long features = head.getLong(72);
    require(
        (features & ~(DIRTY | COMPRESSION_TYPE)) == 0,
        "it is damaged, or needs features that are not known");
    boolean typed = (features & COMPRESSION_TYPE) != 0 && head.getInt(100) > VERSION_3_BYTES;
    require(!typed || head.get(VERSION_3_BYTES) == ZLIB, "its way of compression is not known");
  }

  private void checkTable(long entries, long lengthBytes) throws UnreadableDiskException {
    require(diskBytes >= 0, "its disk is impossibly large");
    int bitsOfEntry = 2 * clusterBits - 3;
    long needed = (diskBytes >>> bitsOfEntry) + (diskBytes % (1L << bitsOfEntry) == 0 ? 0 : 1);
    require(
        entries >= needed
            && tableOffset >= 0
            && tableOffset % clusterBytes() == 0
            && needed <= (lengthBytes - tableOffset) / Long.BYTES,
        "its table does not fit its disk");
  }

  int clusterBytes() {
    return 1 << clusterBits;
  }

  /// A header of version 3 with counts of references of 16 bits, at the beginning of `into`.
  ///
  /// @param tableEntries of the first-level table
  /// @param countsOffset where the table of the counts of references lies
  void encode(ByteBuffer into, int tableEntries, long countsOffset, int countsClusters) {
    into.putInt(0, MAGIC);
    into.putInt(4, 3);
    into.putInt(20, clusterBits);
    into.putLong(24, diskBytes);
    into.putInt(36, tableEntries);
    into.putLong(40, tableOffset);
    into.putLong(48, countsOffset);
    into.putInt(56, countsClusters);
    into.putInt(96, 4); // 2^4 bits
    into.putInt(100, VERSION_3_BYTES);
  }

  static void require(boolean fact, String otherwise) throws UnreadableDiskException {
    if (!fact) {
      throw new UnreadableDiskException(otherwise);
    }
  }
}
