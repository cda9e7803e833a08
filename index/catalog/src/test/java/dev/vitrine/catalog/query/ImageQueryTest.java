package dev.vitrine.catalog.query;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ImageQueryTest {
  private static final Filter ANY = new Filter.And(List.of());

  @Test
  void anOrderTellsAnyTwoImagesApart() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageQuery(ANY, List.of(), null, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageQuery(ANY, List.of(new Sort(Sort.Field.NAME, true)), null, 1));
  }

  @Test
  void aPageHasNoFewerThanNoImages() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageQuery(ANY, List.of(new Sort(Sort.Field.ID, true)), null, -1));
  }
}
