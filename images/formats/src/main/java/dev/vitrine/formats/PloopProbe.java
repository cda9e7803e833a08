package dev.vitrine.formats;

import java.util.Optional;

/// Parallels' and OpenVZ's ploop. Source: `docs/interop/parallels.txt` of QEMU.
final class PloopProbe implements Probe {
  private static final int HEADER_BYTES = 64;
  private static final int SECTOR_BYTES = 512;
  private static final String OLD = "WithoutFreeSpace";
  private static final String EXTENDED = "WithouFreSpacExt";

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    boolean old = head.startsWith(OLD);
    if (!(old || head.startsWith(EXTENDED)) || !head.has(HEADER_BYTES)) {
      return Optional.empty();
    }
    Concerns concerns = new Concerns();
    // The old header counts sectors with 32 bits; what follows belongs to nobody.
    long sectors = old ? head.u32le(36) : head.u64le(36);
    long clusterSectors = head.u32le(28);
    long clusters = head.u32le(32);
    boolean possible = sectors >= 0 && sectors <= Long.MAX_VALUE / SECTOR_BYTES;
    concerns.addIf(
        !possible || clusterSectors == 0 || clusters < sectors / clusterSectors,
        Concerns.HEADER,
        "the size of the disk does not fit its clusters");
    return Optional.of(
        new Finding(
            Format.PLOOP,
            old ? "1" : "2",
            possible ? sectors * SECTOR_BYTES : 0,
            concerns.found()));
  }
}
