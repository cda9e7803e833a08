package dev.vitrine.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageServiceOptionsTest {

  @Test
  void hasTheLimitsOfTheImagesApi() {
    ImageServiceOptions defaults = ImageServiceOptions.defaults();

    assertThat(defaults.propertyQuota()).isEqualTo(128);
    assertThat(defaults.tagQuota()).isEqualTo(128);
    assertThat(defaults.memberQuota()).isEqualTo(128);
    assertThat(defaults.sizeCapBytes()).isEqualTo(1_099_511_627_776L);
    assertThat(defaults.hashAlgorithm()).isEqualTo("sha512");
  }

  @Test
  void refusesAnUnknownHashBeforeAnyUploadNeedsIt() {
    assertThatThrownBy(() ->
            new ImageServiceOptions(
                1,
                1,
                1,
                1,
                "crc32",
                List.of(),
                List.of(),
                Duration.ZERO,
                ImportOptions.defaults(),
                Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("crc32");
  }
}
