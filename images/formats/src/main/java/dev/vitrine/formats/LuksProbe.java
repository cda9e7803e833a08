package dev.vitrine.formats;

import java.util.Optional;

/// Linux Unified Key Setup. Source: *LUKS1 On-Disk Format Specification*, version 1.2.3. Version 2
/// is recognised and refused: its header is a document that names devices and offsets at will.
final class LuksProbe implements Probe {
  private static final String MAGIC = "LUKS\u00ba\u00be";
  private static final int REGION_BYTES = 592;
  private static final int SECTOR_BYTES = 512;

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    if (!head.startsWith(MAGIC) || !head.has(REGION_BYTES)) {
      return Optional.empty();
    }
    Concerns concerns = new Concerns();
    int version = head.u16be(6);
    long size = 0;
    if (version == 1) {
      size = whole.lengthBytes() - head.u32be(104) * SECTOR_BYTES;
      concerns.addIf(size < 0, Concerns.TRUNCATED, "the data would begin behind its end");
    } else {
      concerns.addIf(true, Concerns.VERSION, "only version 1 is accepted");
    }
    return Optional.of(
        new Finding(Format.LUKS, Integer.toString(version), Math.max(0, size), concerns.found()));
  }
}
