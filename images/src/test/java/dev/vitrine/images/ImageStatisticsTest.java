package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.BlobStore;
import dev.vitrine.blobstore.Digest;
import dev.vitrine.catalog.Location;
import dev.vitrine.images.stores.Store;
import dev.vitrine.images.stores.Stores;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ImageStatisticsTest {
  @RegisterExtension final Site site = new Site();

  @Test
  void countsNothingWhereNothingIs() {
    assertThat(ImageStatistics.of(site.catalog)).isEqualTo(new ImageStatistics(0, 0, 0, List.of()));
  }

  @Test
  void countsEachImageThoughTheyShareTheirData() throws Exception {
    site.queued(ADMIN);
    String first = site.queued(ADMIN).id();
    String second = site.queued(ADMIN).id();
    site.upload(ADMIN, first, new byte[] {1, 2, 3});
    site.upload(ADMIN, second, new byte[] {1, 2, 3});

    Location.Blob blob = (Location.Blob) site.record(first).locations().getFirst();
    ImageStatistics statistics = ImageStatistics.of(site.catalog);
    assertThat(statistics).isEqualTo(new ImageStatistics(3, 2, 6, List.of(blob, blob)));
    BlobStore store = BlobStore.open(site.tiers, Runnable::run);
    Stores here = Stores.single(Store.of(blob.store(), new Store.Chunks(store)));
    Digest recipe = Digest.fromHex(blob.recipe());
    assertThat(statistics.recipes(here, store)).containsExactly(recipe, recipe);
    BlobStore another = BlobStore.open(site.tiers, Runnable::run);
    assertThat(statistics.recipes(here, another)).isEmpty();
  }
}
