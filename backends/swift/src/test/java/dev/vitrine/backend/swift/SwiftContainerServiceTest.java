package dev.vitrine.backend.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.objects.GuardedChunkBackend;
import dev.vitrine.backend.objects.ObjectChunkBackend;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Chunks in a real Swift, behind their guard; `tools/acceptance/backends` starts one.
@Tag("services")
class SwiftContainerServiceTest extends ChunkBackendContract {

  private static SwiftContainer container(String name) {
    return new SwiftContainer(RealSwift.client(RealSwift.ACCOUNT), name, true);
  }

  private static String newName() {
    return "chunks-" + UUID.randomUUID();
  }

  @Override
  protected ChunkBackend open() {
    return new GuardedChunkBackend(
        ObjectChunkBackend.over(container(newName()), "below/"),
        "the service",
        GuardedChunkBackend.LIMITS);
  }

  @Test
  void listsAPageAfterTheOther() throws Exception {
    try (SwiftContainer container = container(newName())) {
      SwiftContainerTest.checkThatPagesFollowEachOther(container);
    }
  }

  @Test
  void saysThatAQuotaIsFull() throws Exception {
    String name = newName();
    RealSwift.makeSmallContainer(name, 1_000);
    try (SwiftContainer container = container(name)) {
      container.put("fits", ByteBuffer.allocate(900));

      assertThatThrownBy(() -> container.put("k", ByteBuffer.allocate(1_100)))
          .isInstanceOf(BlobException.Full.class);
      assertThat(container.read("fits", 0, 900)).isEqualTo(ByteBuffer.allocate(900));
    }
  }
}
