package dev.vitrine.formats;

import java.util.List;
import java.util.Optional;

/// Recognises one format and reads its headers. One probe looks at one stream; one thread at a
/// time.
sealed interface Probe
    permits QcowProbe,
        VhdProbe,
        VhdxProbe,
        VmdkProbe,
        VdiProbe,
        QedProbe,
        IsoProbe,
        GptProbe,
        LuksProbe,
        PloopProbe {

  /// What a probe can tell at the end.
  ///
  /// @param head the first bytes, [DiskInspector#HEAD_BYTES] or all there are
  record Whole(Header head, Tail tail, long lengthBytes) {}

  /// One probe of each kind, in the order of [Format].
  static List<Probe> all() {
    return List.of(
        new QcowProbe(),
        new VhdProbe(),
        new VhdxProbe(),
        new VmdkProbe(),
        new VdiProbe(),
        new QedProbe(),
        new IsoProbe(),
        new GptProbe(),
        new LuksProbe(),
        new PloopProbe());
  }

  /// Called once, when the head is there: the moment to ask for more.
  default void begin(Header head, Surroundings surroundings) {}

  /// Called at the end of the stream; empty when it is not of this format.
  Optional<Finding> conclude(Whole whole);
}
