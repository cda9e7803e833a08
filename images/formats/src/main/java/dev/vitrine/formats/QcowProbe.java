package dev.vitrine.formats;

import java.util.Optional;

/// QEMU's qcow2, versions 2 and 3. Source: `docs/interop/qcow2.rst` of QEMU. A header passes when
/// it points to nothing outside the file and its figures fit each other, as QEMU demands when it
/// opens one.
final class QcowProbe implements Probe {
  private static final String MAGIC = "QFI\u00fb";
  private static final int REGION_BYTES = 512;
  private static final int FEATURE_DATA_FILE = 1 << 2;

  /// Dirty, corrupt, data file, compression type: what lies above has no meaning that is known
  /// here, or is not wanted (extended L2 entries).
  private static final long FEATURES_KNOWN = 0xF;

  private static final int VERSION_3_HEADER_BYTES = 104;
  private static final int CLUSTER_BITS_MIN = 9;
  private static final int CLUSTER_BITS_MAX = 21;
  private static final long L1_TABLE_MAX_BYTES = 32 << 20;
  private static final int SNAPSHOTS_MAX = 65_536;

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    if (!head.startsWith(MAGIC) || !head.has(REGION_BYTES)) {
      return Optional.empty();
    }
    Concerns concerns = new Concerns();
    long version = head.u32be(4);
    concerns.addIf(head.u64be(8) != 0, Concerns.BACKING_FILE, "it reads from another file");
    if (version == 3) {
      checkVersion3(head, concerns);
    } else {
      concerns.addIf(version != 2, Concerns.UNKNOWN_FEATURES, "its version is not known");
    }
    checkFigures(head, whole.lengthBytes(), concerns);
    long size = Math.max(0, head.u64be(24));
    return Optional.of(new Finding(Format.QCOW2, Long.toString(version), size, concerns.found()));
  }

  private static void checkVersion3(Header head, Concerns concerns) {
    long features = head.u64be(72);
    concerns.addIf(
        (features & FEATURE_DATA_FILE) != 0, Concerns.DATA_FILE, "its data lies in another file");
    concerns.addIf(
        (features & ~FEATURES_KNOWN) != 0,
        Concerns.UNKNOWN_FEATURES,
        "it needs features that are not known");
    long headerBytes = head.u32be(100);
    concerns.addIf(
        headerBytes < VERSION_3_HEADER_BYTES
            || headerBytes > 1L << Math.min(CLUSTER_BITS_MAX, head.u32be(20)),
        Concerns.HEADER,
        "the length of the header is impossible");
    concerns.addIf(
        head.u32be(96) > 6, Concerns.HEADER, "the width of reference counts is impossible");
  }

  private static void checkFigures(Header head, long lengthBytes, Concerns concerns) {
    long clusterBits = head.u32be(20);
    if (clusterBits < CLUSTER_BITS_MIN || clusterBits > CLUSTER_BITS_MAX) {
      concerns.addIf(true, Concerns.HEADER, "the size of clusters is impossible");
      return;
    }
    long size = head.u64be(24);
    long tableEntries = head.u32be(36);
    long tableOffset = head.u64be(40);
    int bitsOfTableEntry = (int) (2 * clusterBits - 3);
    long neededEntries =
        (size >>> bitsOfTableEntry) + (size % (1L << bitsOfTableEntry) == 0 ? 0 : 1);
    concerns.addIf(
        size < 0 || tableEntries < neededEntries || tableEntries * 8 > L1_TABLE_MAX_BYTES,
        Concerns.HEADER,
        "the size of the disk does not fit the tables");
    concerns.addIf(
        tableOffset < 0 || tableOffset % (1L << clusterBits) != 0,
        Concerns.HEADER,
        "the table lies where none can");
    concerns.addIf(
        tableOffset >= 0 && tableOffset > lengthBytes - tableEntries * 8,
        Concerns.TRUNCATED,
        "the table lies beyond the end of the data");
    concerns.addIf(
        head.u32be(32) > 2 || head.u32be(60) > SNAPSHOTS_MAX,
        Concerns.HEADER,
        "the header counts or names what there cannot be");
  }
}
