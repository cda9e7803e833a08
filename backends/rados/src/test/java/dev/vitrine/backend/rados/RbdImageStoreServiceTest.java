package dev.vitrine.backend.rados;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.testkit.ImageStoreContract;
import dev.vitrine.blobstore.testkit.SeededData;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The contract, kept with a cluster: `tools/acceptance/backends` starts one.
@Tag("services")
class RbdImageStoreServiceTest extends ImageStoreContract {
  private final RbdImageStore cluster =
      new RbdImageStore(new RbdStoreOptions(TestCluster.OPTIONS, TestCluster.POOL, 8 << 20, true));

  @Override
  protected ImageStore open() {
    return cluster;
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri(
        "rbd://"
            + TestCluster.OPTIONS.configuredFsid().orElseThrow()
            + "/"
            + TestCluster.POOL
            + "/"
            + imageId
            + "/snap");
  }

  @Test
  void takesImagesOfSeveralObjects() throws Exception {
    byte[] bytes = SeededData.random(9, 50_000_000);
    ImageUri uri = put("several-" + System.nanoTime(), bytes, OptionalLong.empty()).uri();

    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    cluster.delete(uri);
  }
}
