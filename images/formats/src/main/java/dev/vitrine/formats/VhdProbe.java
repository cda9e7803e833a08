package dev.vitrine.formats;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Microsoft's VHD. Source: *Virtual Hard Disk Image Format Specification*, version 1.0. Dynamic
/// and differencing disks begin with a copy of the footer; a fixed one has it at the end only.
final class VhdProbe implements Probe {
  static final String FIXED = "fixed";

  private static final String COOKIE = "conectix";
  private static final int FOOTER_BYTES = 512;
  private static final int DYNAMIC_HEADER_BYTES = 1024;
  private static final int TYPE_FIXED = 2;
  private static final int TYPE_DYNAMIC = 3;
  private static final int TYPE_DIFFERENCING = 4;
  private static final int CHECKSUM_OFFSET = 64;

  private @Nullable Stretch dynamicHeader;

  @Override
  public void begin(Header head, Surroundings surroundings) {
    if (isFooter(head) && type(head) == TYPE_DYNAMIC) {
      dynamicHeader = surroundings.keep(head.u64be(16), DYNAMIC_HEADER_BYTES, () -> {});
    }
  }

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    if (isFooter(head)) {
      return Optional.of(sparse(head));
    }
    Header footer = whole.tail().last(FOOTER_BYTES);
    if (isFooter(footer)
        && type(footer) == TYPE_FIXED
        && checksum(footer) == footer.u32be(CHECKSUM_OFFSET)
        && size(footer) <= whole.lengthBytes() - FOOTER_BYTES) {
      return Optional.of(new Finding(Format.VHD, FIXED, size(footer), new Concerns().found()));
    }
    return Optional.empty();
  }

  private Finding sparse(Header footer) {
    Concerns concerns = new Concerns();
    int type = type(footer);
    concerns.addIf(
        type == TYPE_DIFFERENCING,
        Concerns.BACKING_FILE,
        "it holds what differs from another disk");
    if (dynamicHeader != null) {
      check(dynamicHeader.header(), size(footer), concerns);
    }
    String variant =
        switch (type) {
          case TYPE_DYNAMIC -> "dynamic";
          case TYPE_DIFFERENCING -> "differencing";
          default -> "";
        };
    return new Finding(Format.VHD, variant, size(footer), concerns.found());
  }

  private static void check(Header dynamic, long size, Concerns concerns) {
    if (!dynamic.has(DYNAMIC_HEADER_BYTES)) {
      concerns.addIf(true, Concerns.TRUNCATED, "the header of the dynamic disk is missing");
      return;
    }
    long tableEntries = dynamic.u32be(28);
    long blockBytes = dynamic.u32be(32);
    concerns.addIf(
        !dynamic.startsWith("cxsparse") || tableEntries * blockBytes < size,
        Concerns.HEADER,
        "the size of the disk does not fit the table of blocks");
  }

  private static boolean isFooter(Header header) {
    return header.startsWith(COOKIE) && header.has(FOOTER_BYTES);
  }

  private static int type(Header footer) {
    return (int) footer.u32be(60);
  }

  /// The current size; writers that never resize may leave it out and give the original size.
  private static long size(Header footer) {
    long current = footer.u64be(48);
    return Math.max(0, current == 0 ? footer.u64be(40) : current);
  }

  private static long checksum(Header footer) {
    long sum = 0;
    for (int i = 0; i < FOOTER_BYTES; i++) {
      boolean ofChecksum = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + 4;
      sum += ofChecksum ? 0 : footer.u8(i);
    }
    return ~sum & 0xFFFF_FFFFL;
  }
}
