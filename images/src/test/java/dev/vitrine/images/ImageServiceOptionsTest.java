package dev.vitrine.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageServiceOptionsTest {

  @Test
  void hasTheLimitsOfTheImagesApi() {
    ImageServiceOptions defaults = ImageServiceOptions.defaults();

    assertThat(defaults.propertyQuota()).isEqualTo(128);
    assertThat(defaults.tagQuota()).isEqualTo(128);
    assertThat(defaults.memberQuota()).isEqualTo(128);
    assertThat(defaults.sizeCapBytes()).isEqualTo(1_099_511_627_776L);
    assertThat(defaults.hashes()).isEqualTo(new HashOptions("sha512", true));
  }

  @Test
  void refusesAnUnknownHashBeforeAnyUploadNeedsIt() {
    assertThatThrownBy(() -> new HashOptions("crc32", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("crc32");
  }
}
