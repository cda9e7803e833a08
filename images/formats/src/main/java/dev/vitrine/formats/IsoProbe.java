package dev.vitrine.formats;

import java.util.List;
import java.util.Optional;

/// ISO 9660 and UDF. Source: ECMA-119, sections 8.1 and 8.4; ECMA-167, part 2.
final class IsoProbe implements Probe {
  private static final int DESCRIPTOR_OFFSET = 32 << 10;
  private static final int REGION_BYTES = DESCRIPTOR_OFFSET + 2048;
  private static final int PRIMARY = 1;

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    int identifier = DESCRIPTOR_OFFSET + 1;
    boolean iso9660 = head.hasAt(identifier, "CD001");
    boolean udf = head.hasAt(identifier, "NSR02") || head.hasAt(identifier, "NSR03");
    if (!(iso9660 || udf) || !head.has(REGION_BYTES)) {
      return Optional.empty();
    }
    long size = 0;
    if (head.u8(DESCRIPTOR_OFFSET) == PRIMARY) {
      size = head.u32le(DESCRIPTOR_OFFSET + 80) * head.u16le(DESCRIPTOR_OFFSET + 128);
    }
    return Optional.of(new Finding(Format.ISO, udf ? "udf" : "9660", size, List.of()));
  }
}
