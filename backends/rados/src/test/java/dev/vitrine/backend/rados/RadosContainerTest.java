package dev.vitrine.backend.rados;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.objects.ObjectChunkBackend;
import dev.vitrine.backend.rados.cluster.RadosFailure.Kind;
import dev.vitrine.backend.rados.cluster.RadosPool;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.testkit.ChunkBackendContract;
import dev.vitrine.blobstore.testkit.SeededData;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RadosContainerTest extends ChunkBackendContract {
  private final MemoryCluster cluster = new MemoryCluster();
  private final RadosContainer container = in("chunks");

  private RadosContainer in(String namespace) {
    return new RadosContainer(
        new RadosContainerOptions(MemoryCluster.OPTIONS, MemoryCluster.POOL, namespace), cluster);
  }

  @Override
  protected ChunkBackend open() {
    return ObjectChunkBackend.over(container, "");
  }

  @Test
  void keepsNamespacesApart() throws Exception {
    container.put("a", ByteBuffer.wrap(new byte[3]));

    assertThat(in("other").length("a")).isEmpty();
    assertThat(in("other").list("", null).entries()).isEmpty();
    container.delete("a");
  }

  @Test
  void readsAPartAndNothing() throws Exception {
    byte[] bytes = SeededData.random(1, 1000);
    container.put("a", ByteBuffer.wrap(bytes));

    assertThat(container.read("a", 990, 100)).isEqualTo(ByteBuffer.wrap(bytes, 990, 10));
    assertThat(container.read("a", 5, 0).remaining()).isZero();
    assertThatThrownBy(() -> container.read("b", 5, 0)).isInstanceOf(BlobException.NotFound.class);
    container.delete("a");
  }

  @Test
  void saysWhatAFullAndARefusingClusterMeans() throws Exception {
    cluster.roomBytes.set(10);
    assertThatThrownBy(() -> container.put("a", ByteBuffer.allocate(11)))
        .isInstanceOf(BlobException.Full.class);
    cluster.failure = Kind.DENIED;
    assertThatThrownBy(() -> container.length("a")).isInstanceOf(BlobException.Denied.class);
    cluster.failure = Kind.TIMED_OUT;
    assertThatThrownBy(() -> container.length("a")).isInstanceOf(BlobException.Transient.class);
    cluster.failure = null;
  }

  @Test
  void aWholeSweepLooksAtAllKeysOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      put(SeededData.random(100 + i, 10));
    }
    long before = cluster.listings.get();
    assertThat(listed(StoredName.Kind.CHUNK)).hasSize(50);

    assertThat(cluster.listings.get() - before).isEqualTo(RadosPool.SLICES);
  }
}
