package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.testkit.MemoryBackend;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.ImageStatus;
import dev.vitrine.catalog.Location;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DownloadTest {
  private static final Caller OWNER = member("p");
  private static final byte[] DATA = SeededData.diskLike(1, 1 << 20);

  @RegisterExtension final Site site = new Site();

  private String id = "";

  @BeforeEach
  void fillAnImage() throws Exception {
    id = site.queued(OWNER).id();
    site.upload(OWNER, id, DATA);
  }

  @Test
  void handsOutWhatCameIn() throws Exception {
    Download download = site.service().download(OWNER, id);

    assertThat(download.image()).isEqualTo(site.record(id));
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void hasNoDataForAnImageThatHasNoneYet() throws Exception {
    Image queued = site.queued(OWNER);

    assertThat(site.service().download(OWNER, queued.id())).isEqualTo(new Download(queued, null));
  }

  @Test
  void handsTheDataOfADeactivatedImageOnlyToAdministrators() throws Exception {
    deactivate();

    assertThatThrownBy(() -> site.service().download(OWNER, id))
        .isInstanceOf(Refusal.Forbidden.class);
    assertThat(site.download(ADMIN, id)).isEqualTo(DATA);
  }

  @Test
  void failsLoudlyWhenTheRecipeIsLost() throws Exception {
    // In a run that has not read it yet.
    StoredName recipe = recipe();
    byte[] kept = site.take(recipe);
    site.newStore();

    assertThatThrownBy(() -> site.open(OWNER, id))
        .isInstanceOf(Refusal.Unavailable.class)
        .hasMessageContaining("lost or damaged");

    site.backend.damage(recipe, kept);
    assertThat(site.download(OWNER, id)).isEqualTo(DATA);
  }

  @Test
  void failsLoudlyWhenTheDataIsNotOfTheImagesSize() throws Exception {
    Image image = site.record(id);
    site.catalog.transaction().putImage(image.change().sizeBytes(7L).build()).commit();

    assertThatThrownBy(() -> site.open(OWNER, id)).isInstanceOf(Refusal.Unavailable.class);
  }

  @Test
  void saysWhenTheStoreIsAway() throws Exception {
    site.newStore();
    site.backend.failWith((call, ordinal) ->
        call == MemoryBackend.Call.OPEN || call == MemoryBackend.Call.LENGTH
            ? new BlobException.Transient("away", Duration.ZERO, new IOException("timeout"))
            : null);

    assertThatThrownBy(() -> site.open(OWNER, id))
        .isInstanceOf(Refusal.Unavailable.class)
        .hasMessageContaining("at present");
  }

  @Test
  void keepsTheDataOfAnImageThatIsRead() throws Exception {
    Download download = site.open(OWNER, id);
    site.service().delete(OWNER, id);

    assertThat(download.data()).isNotNull();
    assertThat(site.read(download)).isEqualTo(DATA);
  }

  private void deactivate() throws Exception {
    Image image = site.record(id);
    site.catalog
        .transaction()
        .putImage(image.change().status(ImageStatus.DEACTIVATED).build())
        .commit();
  }

  private StoredName recipe() {
    Location.Blob location = (Location.Blob) site.record(id).locations().getFirst();
    return StoredName.recipe(Digest.fromHex(location.recipe()));
  }
}
