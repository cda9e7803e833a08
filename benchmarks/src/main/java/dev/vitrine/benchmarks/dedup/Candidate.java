package dev.vitrine.benchmarks.dedup;

import java.util.ArrayList;
import java.util.List;

/// A cutter, and the shortest run of zeros that is taken out before it cuts.
record Candidate(String name, Cutter cutter, int zeroRunMinBytes) {
  static final int KIB = 1 << 10;
  static final int USUAL_ZERO_RUN_MIN_BYTES = 64 * KIB;

  private static final int[] TARGETS = {
    64 * KIB, 128 * KIB, 256 * KIB, 512 * KIB, 1024 * KIB, 2048 * KIB
  };

  /// Those that differ by how they cut.
  static List<Candidate> cutters() {
    List<Candidate> candidates = new ArrayList<>();
    for (int size : new int[] {64 * KIB, 1024 * KIB, 4096 * KIB}) {
      candidates.add(usual("fixed " + size(size), new FixedCutter(size)));
    }
    for (int target : TARGETS) {
      candidates.add(usual("gear " + size(target), new GearCutter(target)));
    }
    for (int target : TARGETS) {
      candidates.add(usual("4 KiB gear " + size(target), new AlignedGearCutter(target, 64)));
    }
    for (int target : TARGETS) {
      candidates.add(
          usual(
              "4 KiB block " + size(target),
              new AlignedGearCutter(target, AlignedGearCutter.BLOCK_BYTES)));
    }
    return candidates;
  }

  /// Those that differ by which zero runs they take out.
  static List<Candidate> zeroRuns(int targetBytes) {
    List<Candidate> candidates = new ArrayList<>();
    for (int minBytes : new int[] {4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB}) {
      candidates.add(
          new Candidate(
              "gear " + size(targetBytes) + ", zeros from " + size(minBytes),
              new GearCutter(targetBytes),
              minBytes));
    }
    return candidates;
  }

  private static Candidate usual(String name, Cutter cutter) {
    return new Candidate(name, cutter, USUAL_ZERO_RUN_MIN_BYTES);
  }

  private static String size(int bytes) {
    return bytes % (KIB * KIB) == 0 ? bytes / (KIB * KIB) + " MiB" : bytes / KIB + " KiB";
  }
}
