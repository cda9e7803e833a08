package dev.vitrine.formats;

import java.util.List;
import java.util.Optional;

/// QEMU's QED, which nobody should use any more and which can name a backing file.
final class QedProbe implements Probe {
  private static final int REGION_BYTES = 512;

  @Override
  public Optional<Finding> conclude(Whole whole) {
    Header head = whole.head();
    if (!head.startsWith("QED\0") || !head.has(REGION_BYTES)) {
      return Optional.empty();
    }
    Concern banned = new Concern(Concerns.BANNED, "the format is not accepted");
    return Optional.of(new Finding(Format.QED, "", Math.max(0, head.u64le(48)), List.of(banned)));
  }
}
