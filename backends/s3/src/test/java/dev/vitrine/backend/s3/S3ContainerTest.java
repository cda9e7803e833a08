package dev.vitrine.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.objects.ObjectChunkBackend;
import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Chunks in a bucket of a service in this process.
class S3ContainerTest extends ChunkBackendContract {
  @SuppressWarnings("NullAway.Init") // before all tests
  private static LocalS3 service;

  @BeforeAll
  static void startService() throws Exception {
    service = LocalS3.start();
  }

  @AfterAll
  static void stopService() throws Exception {
    service.stop();
  }

  @Override
  protected ChunkBackend open() {
    return ObjectChunkBackend.over(S3Container.open(service.newBucket()), "below/");
  }

  @Test
  void listsMoreThanAPage() throws Exception {
    try (S3Container container = S3Container.open(service.newBucket())) {
      for (int i = 0; i < 1005; i++) {
        container.put("many/" + i, ByteBuffer.wrap(new byte[] {1}));
      }
      ObjectContainer.Page first = container.list("many/", null);
      assertThat(first.entries()).hasSize(1000);
      ObjectContainer.Page second = container.list("many/", Objects.requireNonNull(first.next()));
      assertThat(second.entries()).hasSize(5);
      assertThat(second.next()).isNull();
    }
  }

  @Test
  void saysThatTheBucketIsMissing() {
    try (S3Container container = S3Container.open(service.newBucket().withCreateBucket(false))) {
      assertThatThrownBy(() -> container.put("key", ByteBuffer.wrap(new byte[] {1})))
          .isInstanceOf(BlobException.Denied.class)
          .hasMessageContaining("does not exist");
    }
  }

  @Test
  void saysThatAKeyIsWrong() {
    S3Options right = service.newBucket();
    S3Options wrong = S3Options.of(right.endpoint(), right.bucket(), "key", "guessed");
    try (S3Container container = S3Container.open(wrong)) {
      assertThatThrownBy(() -> container.length("key"))
          .isInstanceOf(BlobException.Denied.class)
          .hasMessageNotContaining("guessed");
    }
  }
}
