package dev.vitrine.images;

import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DataChecksTest {
  private static final Caller OWNER = member("p");
  private static final long DISK_BYTES = 1 << 30;

  @RegisterExtension final Site site = new Site();

  @Test
  void givesTheImageTheSizeOfTheDiskInItsData() throws Exception {
    String id = queued("bare", "qcow2");

    site.upload(OWNER, id, qcow2());

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(site.record(id).virtualSizeBytes()).isEqualTo(DISK_BYTES);
    assertThat(site.download(OWNER, id)).isEqualTo(qcow2());
  }

  @Test
  void refusesDataOfAnotherFormatAndTakesTheRightOneAfterwards() throws Exception {
    String id = queued("bare", "qcow2");

    assertThatThrownBy(() -> site.upload(OWNER, id, SeededData.diskLike(1, 100_000)))
        .isInstanceOf(Refusal.WrongFormat.class)
        .hasMessage("Image disk_format qcow2 does not match stream data raw");

    Image refused = site.record(id);
    assertThat(refused.status()).isEqualTo(ImageStatus.QUEUED);
    assertThat(refused.virtualSizeBytes()).isNull();
    assertThat(refused.failure()).contains("does not match");
    site.upload(OWNER, id, qcow2());
    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
  }

  @Test
  void refusesADiskThatReadsAnotherFile() throws Exception {
    byte[] backed = ByteBuffer.wrap(qcow2()).putLong(8, 1024).putInt(16, 11).array();
    for (String diskFormat : new String[] {"qcow2", "raw"}) {
      String id = queued("bare", diskFormat);
      assertThatThrownBy(() -> site.upload(OWNER, id, backed))
          .isInstanceOf(Refusal.WrongFormat.class)
          .hasMessageContaining("safety checks")
          .hasMessageContaining("backing_file");
    }
  }

  @Test
  void doesNotLookIntoContainersThatItDoesNotKnow() throws Exception {
    String id = queued("docker", "qcow2");

    site.upload(OWNER, id, SeededData.diskLike(1, 100_000));

    assertThat(site.record(id).status()).isEqualTo(ImageStatus.ACTIVE);
    assertThat(site.record(id).virtualSizeBytes()).isNull();
  }

  private String queued(String containerFormat, String diskFormat) throws Exception {
    return site.service()
        .create(OWNER, new Wanted().formats(containerFormat, diskFormat).build())
        .id();
  }

  private static byte[] qcow2() {
    ByteBuffer disk = ByteBuffer.allocate(4 * 65_536);
    disk.putInt(0, 0x514649FB).putInt(4, 3).putInt(20, 16).putLong(24, DISK_BYTES);
    disk.putInt(36, 2).putLong(40, 3 * 65_536).putInt(96, 4).putInt(100, 104);
    return disk.array();
  }
}
