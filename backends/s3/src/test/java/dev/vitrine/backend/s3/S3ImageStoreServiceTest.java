package dev.vitrine.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.remote.GuardedImageStore;
import dev.vitrine.backend.testkit.ImageStoreContract;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whole images in a real service, behind their guard.
@Tag("services")
class S3ImageStoreServiceTest extends ImageStoreContract {
  private static final int MIB = 1 << 20;

  private final S3Options options = RealService.newBucket();
  private final S3Bucket bucket = new S3Bucket(options);

  @AfterEach
  void closeBucket() {
    bucket.close();
  }

  @Override
  protected ImageStore open() {
    return guarded(options);
  }

  private static ImageStore guarded(S3Options options) {
    return new GuardedImageStore(
        new S3ImageStore(options, new S3UploadOptions(8 * MIB, 5 * MIB, 2)),
        "the service",
        GuardedImageStore.LIMITS);
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return S3Place.uri(options, imageId);
  }

  @Test
  void deletingRemovesPartsThatACrashLeft() throws Exception {
    ImageWriter crashed = begin("crashed", OptionalLong.empty());
    write(crashed, new byte[6 * MIB]);
    assertThat(bucket.unfinished("crashed")).hasSize(1);

    assertThatThrownBy(() -> store().delete(crashed.uri()))
        .isInstanceOf(ImageStoreException.NotFound.class);

    assertThat(bucket.unfinished("crashed")).isEmpty();
    crashed.cancel();
  }

  @Test
  void saysThatAQuotaIsFullAndLeavesNothing() throws Exception {
    S3Options small = RealService.newSmallBucket();
    try (ImageStore full = guarded(small);
        S3Bucket looking = new S3Bucket(small)) {
      ImageWriter writer = full.newWriter(new ImageWriter.Announced("big", OptionalLong.empty()));
      assertThatThrownBy(
              () -> {
                write(writer, new byte[40 * MIB]);
                writer.commit();
              })
          .isInstanceOf(ImageStoreException.Full.class);
      writer.cancel();

      assertThat(looking.unfinished("big")).isEmpty();
      assertThat(looking.length("big")).isEmpty();
    }
  }
}
