package dev.vitrine.images;

import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.formats.Format;
import dev.vitrine.formats.disk.ImageBytes;
import dev.vitrine.formats.disk.QcowWriter;
import dev.vitrine.images.access.Caller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The plugin `image_conversion`.
@Timeout(60)
class ConversionTest {
  private static final Caller OWNER = member("p");
  private static final byte[] DISK = SeededData.diskLike(7, 3 << 20);

  @RegisterExtension final Site site = new Site();

  private byte[] qcow = {};

  @BeforeEach
  void makeAnImage() throws Exception {
    try (QcowWriter writer = QcowWriter.of(new Given(DISK))) {
      qcow = writer.readAllBytes();
    }
  }

  private record Given(byte[] bytes) implements ImageBytes {
    @Override
    public long lengthBytes() {
      return bytes.length;
    }

    @Override
    public void read(long offset, byte[] into, int at, int count) {
      System.arraycopy(bytes, (int) offset, into, at, count);
    }
  }

  @Test
  void aQcow2BecomesTheDiskThatItHolds() throws Exception {
    convertTo(Format.RAW);

    Image image = imported("qcow2", qcow);

    assertThat(image.diskFormat()).isEqualTo("raw");
    assertThat(image.containerFormat()).isEqualTo("bare");
    assertThat(image.sizeBytes()).isEqualTo(DISK.length);
    assertThat(image.virtualSizeBytes()).isEqualTo(DISK.length);
    assertThat(site.download(OWNER, image.id())).isEqualTo(DISK);
  }

  @Test
  void aRawDiskBecomesAQcow2() throws Exception {
    convertTo(Format.QCOW2);

    Image image = imported("raw", DISK);

    assertThat(image.diskFormat()).isEqualTo("qcow2");
    assertThat(image.virtualSizeBytes()).isEqualTo(DISK.length);
    assertThat(site.download(OWNER, image.id())).isEqualTo(qcow);
  }

  @Test
  void whatIsAsItShouldBeStaysAsItIs() throws Exception {
    convertTo(Format.QCOW2);

    Image image = imported("qcow2", qcow);

    assertThat(image.virtualSizeBytes()).isEqualTo(DISK.length);
    assertThat(site.download(OWNER, image.id())).isEqualTo(qcow);
  }

  @Test
  void dataOfAnotherFormatThanItSaysIsRefused() throws Exception {
    convertTo(Format.RAW);

    assertThat(refused("raw", qcow)).contains("mismatch");
    assertThat(refused("qcow2", DISK)).contains("does not match");
  }

  @Test
  void aDiskThatReadsFromAnotherFileIsRefused() throws Exception {
    convertTo(Format.RAW);
    ByteBuffer.wrap(qcow).putLong(8, 4096).putInt(16, 10);

    assertThat(refused("qcow2", qcow)).contains("backing");
  }

  @Test
  void aDiskThatContradictsItselfIsRefused() throws Exception {
    convertTo(Format.RAW);
    ByteBuffer.wrap(qcow).putLong(3 << 16, 1L << 40);

    assertThat(refused("qcow2", qcow)).contains("cannot be read: a table lies where none can");
  }

  @Test
  void aDiskThatIsLongerThanAnImageMayBeIsRefused() throws Exception {
    site.options(ImportTest.with(1 << 20, converting(Format.RAW)));
    byte[] small;
    try (QcowWriter writer = QcowWriter.of(new Given(new byte[8 << 20]))) {
      small = writer.readAllBytes();
    }

    assertThat(refused("qcow2", small)).isNotBlank();
  }

  /// Reads of each image the disk that it is told.
  private static final class Told implements ForeignDisks {
    private final byte[] disk;
    private final List<Format> read = new ArrayList<>();
    private int open;

    Told(byte[] disk) {
      this.disk = disk;
    }

    @Override
    public Set<Format> formats() {
      return Set.of(Format.VDI, Format.QCOW2);
    }

    @Override
    public Disk open(Format format, long diskBytes, InputStream image, StillWanted wanted)
        throws IOException {
      assertThat(diskBytes).isEqualTo(DISK.length);
      image.transferTo(OutputStream.nullOutputStream());
      read.add(format);
      open++;
      return new Disk() {
        @Override
        public InputStream stream() {
          return new ByteArrayInputStream(disk);
        }

        @Override
        public long lengthBytes() {
          return disk.length;
        }

        @Override
        public void read(long offset, byte[] into, int at, int count) {
          new Given(disk).read(offset, into, at, count);
        }

        @Override
        public void close() {
          open--;
        }
      };
    }
  }

  private static byte[] vdi() {
    ByteBuffer header = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(64, 0xBEDA107F).putInt(68, 0x10001).putInt(76, 1).putLong(368, DISK.length);
    return header.putInt(376, 1 << 20).putInt(384, 100).array();
  }

  @Test
  void aDiskThatOthersReadBecomesRaw() throws Exception {
    convertTo(Format.RAW);
    Told foreign = new Told(DISK);
    site.foreign(foreign);

    Image image = imported("vdi", vdi());

    assertThat(image.diskFormat()).isEqualTo("raw");
    assertThat(image.virtualSizeBytes()).isEqualTo(DISK.length);
    assertThat(site.download(OWNER, image.id())).isEqualTo(DISK);
    assertThat(foreign.read).containsExactly(Format.VDI);
    assertThat(foreign.open).isZero();
  }

  @Test
  void aDiskThatOthersReadBecomesQcow2() throws Exception {
    convertTo(Format.QCOW2);
    Told foreign = new Told(DISK);
    site.foreign(foreign);

    Image image = imported("vdi", vdi());

    assertThat(image.diskFormat()).isEqualTo("qcow2");
    assertThat(site.download(OWNER, image.id())).isEqualTo(qcow);
    assertThat(foreign.open).isZero();
  }

  @Test
  void othersReadWhatIsNotReadHereOfQcow2() throws Exception {
    convertTo(Format.RAW);
    Told foreign = new Told(DISK);
    site.foreign(foreign);

    imported("qcow2", qcow);
    assertThat(foreign.read).isEmpty();
    // Compressed by zstd, its header says.
    ByteBuffer.wrap(qcow).putLong(72, 1 << 3).putInt(100, 112).put(104, (byte) 1);
    Image image = imported("qcow2", qcow);

    assertThat(foreign.read).containsExactly(Format.QCOW2);
    assertThat(site.download(OWNER, image.id())).isEqualTo(DISK);
  }

  @Test
  void othersReadNothingThatIsUnsafeOrTooLong() throws Exception {
    convertTo(Format.RAW);
    Told foreign = new Told(DISK);
    site.foreign(foreign);
    ByteBuffer differencing = ByteBuffer.wrap(vdi()).order(ByteOrder.LITTLE_ENDIAN).putInt(76, 4);
    assertThat(refused("vdi", differencing.array())).contains("safety");
    site.options(ImportTest.with(DISK.length - 1, converting(Format.RAW)));
    assertThat(refused("vdi", vdi())).contains("larger");

    assertThat(foreign.read).isEmpty();
  }

  private void convertTo(Format format) {
    site.options(ImportTest.with(Long.MAX_VALUE, converting(format)));
  }

  private static ImportOptions converting(Format format) {
    ImportOptions defaults = ImportOptions.defaults();
    return new ImportOptions(
        defaults.methods(),
        defaults.workers(),
        List.of(ImportPlugin.IMAGE_CONVERSION),
        Map.of(),
        Set.of(),
        defaults.regionProperties(),
        1,
        format);
  }

  private Task order(String id) throws Exception {
    site.imports().order(OWNER, id, ImportTest.order(new ImportSource.Direct()));
    return site.awaitImport(id);
  }

  private String staged(String diskFormat, byte[] data) throws Exception {
    String id = site.service().create(OWNER, new Wanted().formats("bare", diskFormat).build()).id();
    site.stage(OWNER, id, data);
    return id;
  }

  private Image imported(String diskFormat, byte[] data) throws Exception {
    String id = staged(diskFormat, data);
    assertThat(order(id).status()).isEqualTo(TaskStatus.SUCCESS);
    Image image = site.record(id);
    assertThat(image.status()).isEqualTo(ImageStatus.ACTIVE);
    return image;
  }

  /// Returns what the task says.
  private String refused(String diskFormat, byte[] data) throws Exception {
    String id = staged(diskFormat, data);
    Task task = order(id);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.QUEUED);
    return String.valueOf(task.message());
  }
}
