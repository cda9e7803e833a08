package dev.vitrine.backend.rados;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.backend.objects.ObjectChunkBackend;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import dev.vitrine.blobstore.testkit.SeededData;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract, kept with a cluster: `tools/acceptance/backends` starts one.
@Tag("services")
class RadosContainerServiceTest extends ChunkBackendContract {
  private final RadosContainer container =
      RadosContainer.open(
          new RadosContainerOptions(
              TestCluster.OPTIONS, TestCluster.POOL, UUID.randomUUID().toString()));

  @Override
  protected ChunkBackend open() {
    return ObjectChunkBackend.over(container, "");
  }

  @Test
  void listsEveryKeyOnce() throws Exception {
    Set<String> put = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      put.add("chunks/zz/%d-%s".formatted(i, "long".repeat(i % 20)));
    }
    for (String key : put) {
      container.put(key, ByteBuffer.wrap(new byte[1]));
    }
    try (Stream<String> keys = container.hashedKeys().orElseThrow().all()) {
      assertThat(keys).containsExactlyInAnyOrderElementsOf(put);
    }
    for (String key : put) {
      container.delete(key);
    }
  }

  @Test
  void keepsAsMuchAsAnObjectMayHave() throws Exception {
    byte[] bytes = SeededData.random(2, 40 << 20);
    container.put("recipe", ByteBuffer.wrap(bytes));
    assertThat(container.read("recipe", 0, bytes.length)).isEqualTo(ByteBuffer.wrap(bytes));
    container.delete("recipe");
  }
}
