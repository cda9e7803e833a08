package dev.vitrine.benchmarks.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.benchmarks.dedup.ZeroRuns.Run;
import dev.vitrine.blobstore.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The experiment's figures are only as good as its cutters: they keep their bounds, and find again
/// what they say they find.
class CuttersTest {
  private static final int TARGET = 128 * Candidate.KIB;
  private static final int LENGTH = 256 * TARGET;
  private static final Random RANDOM = new Random(Seeds.next("CuttersTest"));

  private static byte[] content;

  @BeforeAll
  static void fill() {
    content = new byte[LENGTH];
    RANDOM.nextBytes(content);
  }

  @Test
  void everyCandidateKeepsItsBounds() {
    for (Candidate candidate : Candidate.cutters()) {
      Cutter cutter = candidate.cutter();
      List<Integer> ends = ends(cutter, content, 0);
      int from = 0;
      for (int end : ends) {
        assertThat(end - from)
            .as(candidate.name())
            .isPositive()
            .isLessThanOrEqualTo(cutter.maxBytes());
        if (end < content.length) {
          assertThat(end - from).as(candidate.name()).isGreaterThanOrEqualTo(cutter.minBytes());
        }
        from = end;
      }
      assertThat(from).as(candidate.name()).isEqualTo(content.length);
    }
  }

  @Test
  void gearFindsContentAgainWhereverItMoves() {
    assertThat(commonEnds(new GearCutter(TARGET), 1 + RANDOM.nextInt(4095))).isGreaterThan(0.7);
  }

  @Test
  void alignedGearFindsContentAgainThatMovesByBlocksAndNoOther() {
    for (int window : new int[] {GearCutter.WINDOW_BYTES, AlignedGearCutter.BLOCK_BYTES}) {
      AlignedGearCutter cutter = new AlignedGearCutter(TARGET, window);
      assertThat(commonEnds(cutter, 3 * AlignedGearCutter.BLOCK_BYTES)).isGreaterThan(0.7);
      assertThat(commonEnds(cutter, 1)).isZero();
    }
  }

  @Test
  void alignedGearCutsAtBlocksOfTheImage() {
    int into = 1 + RANDOM.nextInt(4095);
    AlignedGearCutter cutter = new AlignedGearCutter(TARGET, GearCutter.WINDOW_BYTES);
    List<Integer> ends = ends(cutter, content, into);
    for (int end : ends.subList(0, ends.size() - 1)) {
      assertThat((end + into) % AlignedGearCutter.BLOCK_BYTES).isZero();
    }
  }

  @Test
  void zeroRunsAreFoundWholeAndOnlyFromTheirLeastLength() {
    for (int round = 0; round < 200; round++) {
      byte[] mixed = new byte[1 + RANDOM.nextInt(4000)];
      for (int i = 0; i < mixed.length; ) {
        int run = 1 + RANDOM.nextInt(300);
        byte value = (byte) (RANDOM.nextBoolean() ? 0 : 1);
        for (int end = Math.min(mixed.length, i + run); i < end; i++) {
          mixed[i] = value;
        }
      }
      int minBytes = 1 + RANDOM.nextInt(400);
      assertThat(ZeroRuns.in(ByteBuffer.wrap(mixed), minBytes))
          .isEqualTo(zeroRunsByteForByte(mixed, minBytes));
    }
  }

  private static List<Run> zeroRunsByteForByte(byte[] bytes, int minBytes) {
    List<Run> runs = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] != 0) {
        if (i - from >= minBytes) {
          runs.add(new Run(from, i));
        }
        from = i + 1;
      }
    }
    return runs;
  }

  /// The share of cut points that stay where the content is when bytes are put before it.
  private static double commonEnds(Cutter cutter, int movedBytes) {
    byte[] moved = new byte[movedBytes + content.length];
    RANDOM.nextBytes(moved);
    System.arraycopy(content, 0, moved, movedBytes, content.length);
    List<Integer> ends = ends(cutter, content, 0);
    ends.removeLast();
    Set<Integer> again = new HashSet<>();
    for (int end : ends(cutter, moved, 0)) {
      again.add(end - movedBytes);
    }
    long common = ends.stream().filter(again::contains).count();
    return (double) common / ends.size();
  }

  private static List<Integer> ends(Cutter cutter, byte[] bytes, long imageOffset) {
    List<Integer> ends = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      from = cutter.endOfChunk(bytes, from, bytes.length, imageOffset + from);
      ends.add(from);
    }
    return ends;
  }
}
