package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.Digest;
import dev.vitrine.catalog.Location;
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

    Digest recipe =
        Digest.fromHex(((Location.Blob) site.record(first).locations().getFirst()).recipe());
    assertThat(ImageStatistics.of(site.catalog))
        .isEqualTo(new ImageStatistics(3, 2, 6, List.of(recipe, recipe)));
  }
}
