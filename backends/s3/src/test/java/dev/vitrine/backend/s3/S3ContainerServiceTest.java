package dev.vitrine.backend.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.objects.GuardedChunkBackend;
import dev.vitrine.backend.objects.ObjectChunkBackend;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import dev.vitrine.blobstore.testkit.SeededData;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Chunks in a real service, behind their guard.
@Tag("services")
class S3ContainerServiceTest extends ChunkBackendContract {

  @Override
  protected ChunkBackend open() {
    return new GuardedChunkBackend(
        ObjectChunkBackend.over(S3Container.open(RealService.newBucket()), "below/"),
        "the service",
        GuardedChunkBackend.LIMITS);
  }

  @Test
  void saysThatAQuotaIsFull() {
    try (S3Container container = S3Container.open(RealService.newSmallBucket())) {
      assertThatThrownBy(() -> fill(container)).isInstanceOf(BlobException.Full.class);
    }
  }

  /// Far beyond the quota, and for a while: the gateway adds up what was stored now and then.
  private static void fill(S3Container container) throws BlobException, InterruptedException {
    for (int i = 0; i < 100; i++) {
      container.put("big/" + i, ByteBuffer.wrap(SeededData.random(i, 1 << 20)));
      Thread.sleep(100);
    }
  }
}
