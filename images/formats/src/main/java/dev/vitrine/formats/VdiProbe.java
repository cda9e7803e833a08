package dev.vitrine.formats;

import java.util.Optional;

/// VirtualBox's VDI. Source: `block/vdi.c` of QEMU describes the header, which is little-endian.
final class VdiProbe implements Probe {
  private static final int REGION_BYTES = 512;
  private static final long SIGNATURE = 0xBEDA107FL;
  private static final int TYPE_UNDO = 3;
  private static final int TYPE_DIFFERENCING = 4;
  private static final int UUID_BYTES = 16;

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    if (head.u32le(64) != SIGNATURE || !head.has(REGION_BYTES)) {
      return Optional.empty();
    }
    Concerns concerns = new Concerns();
    long type = head.u32le(76);
    long size = head.u64le(368);
    boolean linked = !head.isZero(424, UUID_BYTES) || !head.isZero(440, UUID_BYTES);
    concerns.addIf(
        linked || type == TYPE_UNDO || type == TYPE_DIFFERENCING,
        Concerns.BACKING_FILE,
        "it holds what differs from another disk");
    concerns.addIf(
        size < 0 || head.u32le(376) * head.u32le(384) < size,
        Concerns.HEADER,
        "the size of the disk does not fit its blocks");
    String variant = type == 1 ? "dynamic" : type == 2 ? "fixed" : "";
    return Optional.of(new Finding(Format.VDI, variant, Math.max(0, size), concerns.found()));
  }
}
