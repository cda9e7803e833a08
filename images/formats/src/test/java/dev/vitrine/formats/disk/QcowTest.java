package dev.vitrine.formats.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Disks in qcow2 images. That QEMU reads and writes the same is shown with the real one, by
/// `tools/acceptance/conversion`.
class QcowTest {
  private static final int CLUSTER = 1 << 16;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 65_535, 65_536, 65_537, 5_000_000})
  void whatIsWrittenIsReadBack(int lengthBytes) throws Exception {
    byte[] disk = disk(new Random(seed()), lengthBytes);
    byte[] image = image(disk);
    QcowReader reader = QcowReader.of(new MemoryImage(image));
    assertThat(reader.diskBytes()).isEqualTo((lengthBytes + 511L) / 512 * 512);
    assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOf(disk, (int) reader.diskBytes()));
    assertThat(image(disk)).isEqualTo(image);
  }

  @Test
  void clustersOfZerosAreNotInTheImage() throws Exception {
    byte[] disk = new byte[200 * CLUSTER];
    assertThat(image(disk)).hasSize(4 * CLUSTER);
    disk[17 * CLUSTER + 5] = 1;
    disk[18 * CLUSTER] = 1;
    assertThat(image(disk)).hasSize(7 * CLUSTER);
  }

  @Test
  void aDiskOfManyTablesIsWrittenAndReadBack() throws Exception {
    // The second of three has no data.
    long[] at = {0, (1L << 29) - 1, (2L << 29) + 77, (3L << 29) - 1};
    ImageBytes disk =
        new ImageBytes() {
          @Override
          public long lengthBytes() {
            return 3L << 29;
          }

          @Override
          public void read(long offset, byte[] into, int begin, int count) {
            Arrays.fill(into, begin, begin + count, (byte) 0);
            for (long each : at) {
              if (each >= offset && each < offset + count) {
                into[begin + (int) (each - offset)] = (byte) (each % 100 + 1);
              }
            }
          }
        };
    QcowReader reader = QcowReader.of(new MemoryImage(QcowWriter.of(disk).readAllBytes()));
    byte[] expected = new byte[1 << 20];
    byte[] got = new byte[1 << 20];
    for (long offset = 0; offset < disk.lengthBytes(); offset += got.length) {
      assertThat(reader.readNBytes(got, 0, got.length)).isEqualTo(got.length);
      disk.read(offset, expected, 0, expected.length);
      assertThat(Arrays.equals(got, expected)).as("from %d", offset).isTrue();
    }
    assertThat(reader.read()).isEqualTo(-1);
  }

  @Test
  void compressedClustersAreExpanded() throws Exception {
    byte[] first = new byte[CLUSTER];
    Arrays.fill(first, (byte) 'a');
    byte[] second = new byte[CLUSTER];
    Arrays.fill(second, (byte) 'b');
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(first);
    expected.writeBytes(second);
    assertThat(read(compressed(deflated(first), deflated(second))))
        .isEqualTo(expected.toByteArray());
  }

  @Test
  void aCompressedClusterThatIsNoneIsRefused() throws Exception {
    byte[] half = deflated(new byte[CLUSTER / 2]);
    assertThatThrownBy(() -> read(compressed(half)))
        .isInstanceOf(UnreadableDiskException.class)
        .hasMessageContaining("too short");
    byte[] noise = new byte[300];
    Arrays.fill(noise, (byte) 0xff);
    assertThatThrownBy(() -> read(compressed(noise)))
        .isInstanceOf(UnreadableDiskException.class)
        .hasMessageContaining("cannot be expanded");
  }

  @Test
  void theLastClusterMayBeCut() throws Exception {
    byte[] disk = disk(new Random(seed()), 3 * CLUSTER);
    Arrays.fill(disk, 3 * CLUSTER - 100, 3 * CLUSTER, (byte) 0);
    disk[3 * CLUSTER - 101] = 1;
    byte[] image = image(disk);
    assertThat(read(Arrays.copyOf(image, image.length - 100))).isEqualTo(disk);
  }

  @Test
  void whatPointsOutsideOfTheImageIsRefused() throws Exception {
    byte[] disk = new byte[CLUSTER];
    disk[0] = 1;
    byte[] sound = image(disk);
    refused(sound, image -> image.putLong(3 * CLUSTER, 1L << 40), "a table lies");
    refused(sound, image -> image.putLong(3 * CLUSTER, 4 * CLUSTER + 512), "a table lies");
    refused(sound, image -> image.putLong(4 * CLUSTER, 1L << 40), "data lies");
    refused(sound, image -> image.putLong(4 * CLUSTER, 1L << 62 | 1L << 40), "data lies");
    refused(sound, image -> image.putLong(40, 1L << 40), "does not fit");
    refused(sound, image -> image.putLong(24, 1L << 50), "does not fit");
  }

  @Test
  void whatStandsOnOtherThingsIsRefused() throws Exception {
    byte[] sound = image(new byte[CLUSTER]);
    refused(sound, image -> image.putLong(8, 512), "another file");
    refused(sound, image -> image.putInt(32, 1), "encrypted");
    refused(sound, image -> image.putLong(72, 4), "features");
    refused(sound, image -> image.putLong(72, 16), "features");
    refused(sound, image -> image.putInt(4, 4), "version");
    refused(sound, image -> image.putInt(20, 22), "clusters");
    refused(sound, image -> image.putInt(0, 7), "no qcow2 image");
    assertThatThrownBy(() -> read(new byte[10])).isInstanceOf(UnreadableDiskException.class);
  }

  @Test
  void whateverIsWrongWithAnImageReadingItEnds() throws Exception {
    Random random = new Random(seed());
    byte[] sound = image(disk(random, 600_000));
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = sound.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        // Where headers and tables are, mostly.
        int at = random.nextInt(4) == 0 ? random.nextInt(damaged.length) : random.nextInt(120);
        at += random.nextInt(3) == 0 ? 3 * CLUSTER + random.nextInt(2) * CLUSTER : 0;
        damaged[at % damaged.length] ^= (byte) (1 << random.nextInt(8));
      }
      byte[] image =
          random.nextInt(5) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
      try (QcowReader reader = QcowReader.of(new MemoryImage(image))) {
        long length = reader.readNBytes(2_000_000).length;
        assertThat(length).isEqualTo(Math.min(2_000_000, reader.diskBytes()));
      } catch (UnreadableDiskException e) {
        assertThat(e.getMessage()).isNotBlank();
      } catch (EOFException e) {
        throw new AssertionError("read beyond the end of an image", e);
      }
    }
  }

  @FunctionalInterface
  private interface Change {
    void on(ByteBuffer image);
  }

  private static void refused(byte[] sound, Change change, String why) {
    byte[] damaged = sound.clone();
    change.on(ByteBuffer.wrap(damaged));
    assertThatThrownBy(() -> read(damaged))
        .isInstanceOf(UnreadableDiskException.class)
        .hasMessageContaining(why);
  }

  private static byte[] read(byte[] image) throws IOException {
    try (QcowReader reader = QcowReader.of(new MemoryImage(image))) {
      return reader.readAllBytes();
    }
  }

  private static byte[] image(byte[] disk) throws IOException {
    try (QcowWriter writer = QcowWriter.of(new MemoryImage(disk))) {
      byte[] image = writer.readAllBytes();
      assertThat(image).hasSize((int) writer.lengthBytes());
      return image;
    }
  }

  /// Noise and zeros in turn.
  private static byte[] disk(Random random, int lengthBytes) {
    byte[] disk = new byte[lengthBytes];
    random.nextBytes(disk);
    for (int at = 0; at < lengthBytes; at += random.nextInt(300_000)) {
      int end = Math.min(lengthBytes, at + random.nextInt(400_000));
      Arrays.fill(disk, at, end, (byte) 0);
      at = end;
    }
    return disk;
  }

  /// A version 2 image of these clusters, one after the other from the middle of a sector on.
  private static byte[] compressed(byte[]... clusters) throws IOException {
    byte[] disk = new byte[clusters.length * CLUSTER];
    disk[0] = 1; // so that there is a table
    byte[] image = Arrays.copyOf(image(disk), 8 * CLUSTER);
    ByteBuffer file = ByteBuffer.wrap(image).putInt(4, 2);
    long at = 5 * CLUSTER + 300;
    for (int i = 0; i < clusters.length; i++) {
      long sectors = (at % 512 + clusters[i].length - 1) / 512;
      file.putLong(4 * CLUSTER + i * Long.BYTES, 1L << 62 | sectors << 54 | at);
      file.put((int) at, clusters[i]);
      at += clusters[i].length;
    }
    return image;
  }

  private static byte[] deflated(byte[] cluster) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(cluster);
    deflater.finish();
    byte[] into = new byte[2 * CLUSTER];
    int count = deflater.deflate(into);
    deflater.end();
    return Arrays.copyOf(into, count);
  }

  private static long seed() {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("QcowTest: -Dseed=" + seed);
    return seed;
  }
}
