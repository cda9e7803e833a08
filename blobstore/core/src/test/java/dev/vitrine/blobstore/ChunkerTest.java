package dev.vitrine.blobstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  private static final int RUN = Chunker.ZERO_RUN_MIN_BYTES;

  private final long seed = seed();
  private final SplittableRandom random = new SplittableRandom(seed);

  private static long seed() {
    String given = System.getProperty("seed", "");
    long seed = given.isBlank() ? ThreadLocalRandom.current().nextLong() : Long.parseLong(given);
    System.out.println("ChunkerTest: -Dseed=" + seed);
    return seed;
  }

  @Test
  void cutsWhereTheDefinitionSays() throws Exception {
    byte[] bytes = VectorInput.bytes(seed, 4 << 20);
    assertThat(cutWhole(bytes)).isEqualTo(NaiveChunker.pieces(bytes)).hasSizeGreaterThan(3);
  }

  @Test
  void cutsTheSameHoweverTheBytesArrive() throws Exception {
    for (int round = 0; round < 8; round++) {
      byte[] bytes = diskLike(2 << 20);
      List<Long> expected = NaiveChunker.pieces(bytes);
      int maxSlice = 1 << (4 + random.nextInt(18));
      Pieces pieces = new Pieces();
      Chunker chunker = new Chunker();
      int at = 0;
      while (at < bytes.length) {
        int length = Math.min(bytes.length - at, random.nextInt(maxSlice + 1));
        chunker.update(slice(bytes, at, length, random.nextBoolean()), pieces);
        at += length;
      }
      chunker.finish(pieces);
      assertThat(pieces.lengths).as("slices up to %d", maxSlice).isEqualTo(expected);
      assertThat(pieces.content.toByteArray()).isEqualTo(bytes);
    }
  }

  @Test
  void startsAnewAfterABlobHasEnded() throws Exception {
    byte[] bytes = diskLike(1 << 20);
    Chunker chunker = new Chunker();
    Pieces first = new Pieces();
    chunker.update(ByteBuffer.wrap(bytes, 0, 300_000), first);
    chunker.finish(first);
    Pieces second = new Pieces();
    chunker.update(ByteBuffer.wrap(bytes), second);
    chunker.finish(second);
    assertThat(second.lengths).isEqualTo(NaiveChunker.pieces(bytes));
  }

  @Test
  void leavesTheSliceAsItWas() throws Exception {
    ByteBuffer slice = ByteBuffer.wrap(new byte[100], 10, 50);
    new Chunker().update(slice, new Pieces());
    assertThat(slice.position()).isEqualTo(10);
    assertThat(slice.remaining()).isEqualTo(50);
  }

  @Test
  void findsZeroRunsAtSliceBordersToTheByte() throws Exception {
    for (int length : new int[] {RUN - 1, RUN, RUN + 1}) {
      for (int before : new int[] {0, 1, 4096, 70_000}) {
        for (int border : new int[] {0, 1, 7, RUN / 2, RUN - 1, RUN}) {
          byte[] bytes = VectorInput.bytes(before + border, before + length + 5000);
          Arrays.fill(bytes, before, before + length, (byte) 0);
          bytes[before + length] = 1;
          if (before > 0) {
            bytes[before - 1] = 1;
          }
          Pieces pieces = new Pieces();
          Chunker chunker = new Chunker();
          chunker.update(ByteBuffer.wrap(bytes, 0, before + border), pieces);
          chunker.update(
              ByteBuffer.wrap(bytes, before + border, bytes.length - before - border), pieces);
          chunker.finish(pieces);
          assertThat(pieces.lengths)
              .as("%d zeros after %d bytes, cut at %d", length, before, border)
              .isEqualTo(NaiveChunker.pieces(bytes));
          assertThat(pieces.lengths.contains((long) -length)).isEqualTo(length >= RUN);
        }
      }
    }
  }

  @Test
  void holdsZerosBackAsACountOnly() throws Exception {
    Chunker chunker = new Chunker();
    Pieces pieces = new Pieces();
    long[] total = {0};
    Chunker.Sink counting =
        new Chunker.Sink() {
          @Override
          public void data(ByteBuffer bytes) {
            pieces.data(bytes);
          }

          @Override
          public void zeros(ByteBuffer zeros) {
            pieces.zeros(zeros);
          }

          @Override
          public void chunk(int lengthBytes) {
            pieces.chunk(lengthBytes);
          }

          @Override
          public void zeroRun(long lengthBytes) {
            total[0] += lengthBytes;
          }
        };
    ByteBuffer megabyte = ByteBuffer.allocateDirect(1 << 20);
    for (int i = 0; i < 5000; i++) {
      chunker.update(megabyte, counting);
    }
    chunker.finish(counting);
    assertThat(total[0]).isEqualTo(5000L << 20); // longer than an int can say
    assertThat(pieces.lengths).isEmpty();
  }

  @Test
  void hashDependsOnSixtyFourBytesAndNothingElse() {
    byte[] bytes = VectorInput.bytes(seed, 1000);
    long rolled = Gear.roll(0, bytes, 0, 500);
    assertThat(rolled).isEqualTo(NaiveChunker.hash(bytes, 500));
    assertThat(Gear.roll(0, bytes, 500 - Gear.WINDOW_BYTES, 500)).isEqualTo(rolled);
    assertThat(Gear.roll(0, bytes, 532 - Gear.WINDOW_BYTES, 500)).isNotEqualTo(rolled);
  }

  @Test
  void keepsThePublishedGearTable() {
    assertThat(Gear.tableEntry(0)).isEqualTo(0xd820cdebb01c41f8L);
    assertThat(Gear.tableEntry(255)).isEqualTo(0x316bf52c5fbc470fL);
    assertThat(IntStream.range(0, 256).mapToLong(Gear::tableEntry).reduce(0, (a, b) -> a ^ b))
        .isEqualTo(0x6b073a9ac65d6f36L);
  }

  /// A changed vector means another chunker: it gets another id.
  @Test
  void keepsThePublishedVectors() throws Exception {
    List<String> lines = resource("chunker-vectors.txt").lines().toList();
    int vectors = 0;
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] sides = line.split(" -> ", -1);
      List<Long> expected = new ArrayList<>();
      for (String length : sides[1].strip().split(" ", -1)) {
        if (!length.isEmpty()) {
          expected.add(Long.valueOf(length));
        }
      }
      assertThat(cutWhole(vectorInput(sides[0]))).as(line).isEqualTo(expected);
      vectors++;
    }
    assertThat(vectors).isGreaterThanOrEqualTo(8);
  }

  /// `random SEED LENGTH`, `zeros LENGTH` and `byte VALUE LENGTH`, joined by `+`.
  private static byte[] vectorInput(String description) {
    ByteBuffer out = ByteBuffer.allocate(80 << 20);
    for (String part : description.split("\\+", -1)) {
      String[] words = part.strip().split(" ", -1);
      switch (words[0]) {
        case "empty" -> {}
        case "random" ->
            out.put(VectorInput.bytes(Long.parseLong(words[1]), Integer.parseInt(words[2])));
        case "zeros" -> out.position(out.position() + Integer.parseInt(words[1]));
        case "byte" -> {
          byte[] same = new byte[Integer.parseInt(words[2])];
          Arrays.fill(same, (byte) Integer.parseInt(words[1]));
          out.put(same);
        }
        default -> throw new IllegalArgumentException(description);
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ChunkerTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<Long> cutWhole(byte[] bytes) throws Exception {
    Pieces pieces = new Pieces();
    Chunker chunker = new Chunker();
    chunker.update(ByteBuffer.wrap(bytes), pieces);
    chunker.finish(pieces);
    assertThat(pieces.content.toByteArray()).isEqualTo(bytes);
    return pieces.lengths;
  }

  /// Random stretches between runs of zeros of all lengths, many of them near the limit.
  private byte[] diskLike(int lengthBytes) {
    byte[] bytes = VectorInput.bytes(random.nextLong(), lengthBytes);
    int at = random.nextInt(3) == 0 ? 0 : random.nextInt(1 << 20);
    while (at < lengthBytes) {
      int zeros =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(64);
            case 1 -> random.nextInt(RUN);
            case 2 -> RUN - 2 + random.nextInt(5);
            default -> random.nextInt(4 * RUN);
          };
      Arrays.fill(bytes, at, Math.min(lengthBytes, at + zeros), (byte) 0);
      at += zeros + 1 + random.nextInt(random.nextBoolean() ? 5000 : 1 << 20);
    }
    return bytes;
  }

  private static ByteBuffer slice(byte[] bytes, int at, int length, boolean direct) {
    if (!direct) {
      return ByteBuffer.wrap(bytes, at, length);
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(length);
    copy.put(0, bytes, at, length);
    return copy;
  }
}
