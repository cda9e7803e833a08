package dev.vitrine.formats;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// VMware's VMDK. Source: *Virtual Disk Format 5.0*. Accepted are the two kinds that are one file
/// and nothing else, and of them only files whose embedded descriptor names nothing outside.
///
/// A lone descriptor is text that names other files; it is recognised so that it can be refused.
final class VmdkProbe implements Probe {
  private static final int HEADER_BYTES = 64;
  private static final int SECTOR_BYTES = 512;
  private static final long DESCRIPTOR_MAX_BYTES = (1 << 20) - 1;
  private static final long DIRECTORY_AT_END = -1;
  private static final int MARKER_FOOTER = 3;

  /// More entries than these no directory of grain tables has that QEMU would read.
  private static final long DIRECTORY_ENTRIES_MAX = (512L << 20) / 4;

  private static final int TABLE_ENTRIES_MAX = 512;

  private @Nullable Stretch descriptor;

  @Override
  public void begin(Header head, Surroundings surroundings) {
    long sectors = head.u64le(36);
    if (isSparse(head) && head.u64le(28) == 1 && sectors > 0) {
      long length = sectors > DESCRIPTOR_MAX_BYTES ? Long.MAX_VALUE : sectors * SECTOR_BYTES;
      descriptor =
          surroundings.keep(SECTOR_BYTES, (int) Math.min(length, DESCRIPTOR_MAX_BYTES), () -> {});
    }
  }

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    if (isSparse(head)) {
      return Optional.of(sparse(whole));
    }
    Concerns concerns = new Concerns();
    if (head.startsWith("COWD") && head.has(SECTOR_BYTES)) {
      concerns.addIf(true, Concerns.DESCRIPTOR, "the kind is not accepted");
      return Optional.of(new Finding(Format.VMDK, "vmfsSparse", 0, concerns.found()));
    }
    if (VmdkDescriptor.isAlone(head)) {
      concerns.addIf(true, Concerns.DESCRIPTOR, "a descriptor alone names other files");
      return Optional.of(new Finding(Format.VMDK, "descriptor", 0, concerns.found()));
    }
    return Optional.empty();
  }

  private static boolean isSparse(Header head) {
    return head.startsWith("KDMV") && head.has(HEADER_BYTES);
  }

  private Finding sparse(Whole whole) {
    Header head = whole.head();
    Concerns concerns = new Concerns();
    long version = head.u32le(4);
    concerns.addIf(version < 1 || version > 3, Concerns.VERSION, "its version is not known");
    String kind = "";
    if (descriptor == null) {
      concerns.addIf(true, Concerns.DESCRIPTOR, "the descriptor is not where it belongs");
    } else if (!descriptor.isComplete()) {
      concerns.addIf(true, Concerns.TRUNCATED, "the descriptor is cut short");
    } else {
      VmdkDescriptor text = VmdkDescriptor.of(descriptor.header());
      kind = text.createType();
      concerns.found().addAll(text.concerns());
    }
    checkFigures(head, concerns);
    if (head.u64le(56) == DIRECTORY_AT_END) {
      checkFooter(head, whole.tail().last(3 * SECTOR_BYTES), concerns);
    }
    long sectors = head.u64le(12);
    boolean possible = sectors >= 0 && sectors <= Long.MAX_VALUE / SECTOR_BYTES;
    return new Finding(Format.VMDK, kind, possible ? sectors * SECTOR_BYTES : 0, concerns.found());
  }

  /// A capacity of zero would make readers take the descriptor for the disk.
  private static void checkFigures(Header head, Concerns concerns) {
    long sectors = head.u64le(12);
    long grainSectors = head.u64le(20);
    long tableEntries = head.u32le(44);
    boolean possible =
        sectors > 0
            && sectors <= Long.MAX_VALUE / SECTOR_BYTES
            && grainSectors > 0
            && grainSectors <= Integer.MAX_VALUE
            && Long.bitCount(grainSectors) == 1
            && tableEntries > 0
            && tableEntries <= TABLE_ENTRIES_MAX
            && sectors / (grainSectors * tableEntries) <= DIRECTORY_ENTRIES_MAX;
    concerns.addIf(!possible, Concerns.HEADER, "the figures of the header do not fit each other");
  }

  /// The end of a stream-optimised disk: a marker, the header again with the directory's place, and
  /// the end marker.
  private static void checkFooter(Header head, Header end, Concerns concerns) {
    Header footer = end.from(SECTOR_BYTES, SECTOR_BYTES);
    boolean possible =
        end.has(3 * SECTOR_BYTES)
            && end.u32le(8) == 0
            && end.u32le(12) == MARKER_FOOTER
            && end.isZero(16, SECTOR_BYTES - 16)
            && footer.u32le(0) == head.u32le(0)
            && footer.u32le(4) == head.u32le(4)
            && footer.u64le(12) == head.u64le(12)
            && footer.u64le(28) == head.u64le(28)
            && footer.u64le(36) == head.u64le(36)
            && footer.u64le(56) != DIRECTORY_AT_END
            && end.isZero(2 * SECTOR_BYTES, SECTOR_BYTES);
    concerns.addIf(!possible, Concerns.FOOTER, "the end is not that of a stream-optimised disk");
  }
}
