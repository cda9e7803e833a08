package dev.vitrine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class KeysTest {

  @Test
  void drawsTheKeySpace() {
    assertThat(Keys.image("i").text()).isEqualTo("image/i");
    assertThat(Keys.member("i", "p/q").text()).isEqualTo("member/i/p/q");
    assertThat(Keys.tombstone("i").text()).isEqualTo("tombstone/i");
    assertThat(Keys.lease(Keys.uploadLease("i")).text()).isEqualTo("lease/upload/i");
  }

  @Test
  void tellsWhichImageAKeyConcerns() {
    assertThat(Keys.imageConcerned(Keys.image("i"))).contains("i");
    assertThat(Keys.imageConcerned(Keys.member("i", "p/q"))).contains("i");
    assertThat(Keys.imageConcerned(Keys.tombstone("i"))).isEmpty();
    assertThat(Keys.imageConcerned(Keys.lease("upload/i"))).isEmpty();
  }

  @Test
  void refusesIdsThatWouldLeaveTheirPlace() {
    for (String id : new String[] {"", "a/b", "a b", "a\n", "é", "i".repeat(256)}) {
      assertThatIllegalArgumentException().as(id).isThrownBy(() -> Keys.image(id));
      assertThatIllegalArgumentException().as(id).isThrownBy(() -> Keys.member(id, "p"));
    }
  }
}
