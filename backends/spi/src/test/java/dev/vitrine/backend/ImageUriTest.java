package dev.vitrine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImageUriTest {
  @Test
  void knowsItsParts() {
    ImageUri uri = new ImageUri("RBD://fsid/pool/image/snap");

    assertThat(uri.scheme()).isEqualTo("rbd");
    assertThat(uri.rest()).isEqualTo("fsid/pool/image/snap");
  }

  @Test
  void showsNobodyAKey() {
    ImageUri uri = new ImageUri("swift+https://tenant%3Auser:k%2Fey@auth/v3/glance/id@1");

    assertThat(uri).hasToString("swift+https://auth/v3/glance/id@1");
    assertThat(uri.withoutCredentials().text()).isEqualTo("swift+https://auth/v3/glance/id@1");
    assertThat(new ImageUri("s3://ak:s@k@host/b/id").toString()).isEqualTo("s3://host/b/id");
    assertThat(new ImageUri("s3+https://ak:s/e+c@host:1/b/id").toString())
        .isEqualTo("s3+https://host:1/b/id");
    assertThat(new ImageUri("http://host/a@b").toString()).isEqualTo("http://host/a@b");
  }

  @Test
  void isRefusedWithoutSchemeOrPlace() {
    for (String text : new String[] {"", "file", "://x", "file://", "file:/x"}) {
      assertThatThrownBy(() -> new ImageUri(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
