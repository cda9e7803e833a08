package dev.vitrine.backend.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.Digest;
import dev.vitrine.blobstore.StoredName;
import dev.vitrine.blobstore.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DigestSpoolTest {
  @Test
  void givesBackWhatItWasGivenByFirstBytes() throws Exception {
    SplittableRandom random =
        new SplittableRandom(Seeds.next("givesBackWhatItWasGivenByFirstBytes"));
    List<Digest> all = new ArrayList<>();
    try (DigestSpool spool = new DigestSpool()) {
      for (int i = 0; i < 100_000; i++) { // three times as many as stay in memory
        Digest digest =
            new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        all.add(digest);
        spool.add(digest);
      }
      for (int firstByte = 0; firstByte < StoredName.PREFIXES; firstByte++) {
        int wanted = firstByte;
        assertThat(spool.beginningWith(firstByte))
            .isEqualTo(all.stream().filter(digest -> digest.firstByte() == wanted).toList());
      }
    }
  }
}
