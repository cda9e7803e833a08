package dev.vitrine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the bytes are: an inspection ends without an exception, keeps no more than it may, and
/// says the same however the stream is cut.
class InspectorFuzzTest {
  private static final Duration TIME = Duration.ofSeconds(2);

  /// Figures that break arithmetic.
  private static final long[] FIGURES = {
    0,
    1,
    -1,
    511,
    512,
    513,
    65_535,
    65_536,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 62,
    0xFFFF_FFFFL
  };

  @Test
  void survivesWhateverTheBytesAre() {
    long seed = seed();
    Random random = new Random(seed);
    List<byte[]> seeds = seeds();
    long end = System.nanoTime() + TIME.toNanos();
    int rounds = 0;
    while (System.nanoTime() < end) {
      byte[] data = mutated(seeds.get(random.nextInt(seeds.size())), random);
      DiskInspector disk = new DiskInspector();
      Inspection whole = feed(disk, data, random);
      assertThat(disk.keptBytes())
          .as("seed %d, round %d", seed, rounds)
          .isLessThanOrEqualTo(DiskInspector.MAX_BYTES);
      assertThat(feed(new DiskInspector(), data, random))
          .as("seed %d, round %d", seed, rounds)
          .isEqualTo(whole);
      for (Finding finding : whole.findings()) {
        assertThat(finding.virtualSizeBytes()).isNotNegative();
      }
      feed(new PackageInspector(), data, random);
      rounds++;
    }
    assertThat(rounds).as("seed %d", seed).isPositive();
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>(Disks.sound().values());
    seeds.addAll(List.of(Disks.gpt(), Disks.mbr(), Disks.luks(1), Disks.luks(2), Disks.qed()));
    seeds.add(Disks.tar(Map.of("a.ovf", new byte[600], "b.vmdk", Disks.vmdkStream())));
    HostileDisksTest.all().forEach(hostile -> seeds.add(hostile.data()));
    return seeds.stream().filter(data -> data.length > 0).toList();
  }

  private static byte[] mutated(byte[] original, Random random) {
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(original.length) : original.length;
    byte[] data = Arrays.copyOf(original, length);
    for (int i = random.nextInt(8); i >= 0; i--) {
      int near = random.nextBoolean() ? Math.min(data.length, 640) : data.length;
      int at = random.nextInt(near);
      if (random.nextBoolean() || at + 8 > data.length) {
        data[at] = (byte) random.nextInt();
      } else {
        long figure = FIGURES[random.nextInt(FIGURES.length)];
        long written = random.nextBoolean() ? figure : Long.reverseBytes(figure);
        ByteBuffer.wrap(data).putLong(at & ~3, written);
      }
    }
    return data;
  }

  private static Inspection feed(Inspector inspector, byte[] data, Random random) {
    for (int at = 0; at < data.length; ) {
      int count = Math.min(data.length - at, 1 + random.nextInt(1 << (3 + random.nextInt(18))));
      inspector.accept(ByteBuffer.wrap(data, at, count));
      at += count;
    }
    return inspector.finish();
  }

  private static long seed() {
    String given = System.getProperty("seed", "");
    long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    System.out.println("InspectorFuzzTest: -Dseed=" + seed);
    return seed;
  }
}
