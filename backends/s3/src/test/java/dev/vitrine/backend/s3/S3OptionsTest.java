package dev.vitrine.backend.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.s3.S3Options.Addressing;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What follows from an operator's words.
class S3OptionsTest {
  private static S3Options at(String host) {
    return S3Options.of(S3Options.endpoint(host), "images", "key", "secret");
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.eu-west-1.amazonaws.com, eu-west-1",
    "https://s3-eu-west-1.amazonaws.com, eu-west-1",
    "https://s3.dualstack.eu-west-1.amazonaws.com, eu-west-1",
    "https://s3.cn-north-1.amazonaws.com.cn, cn-north-1",
    "https://s3.amazonaws.com, us-east-1",
    "https://s3.example.org, us-east-1",
  })
  void takesTheRegionFromHostsOfAmazons(String host, String region) {
    assertThat(at(host).signingRegion()).isEqualTo(region);
  }

  @Test
  void takesTheRegionThatTheOperatorNames() {
    assertThat(
            at("https://s3.eu-west-1.amazonaws.com").withRegion(Optional.of("x")).signingRegion())
        .isEqualTo("x");
  }

  @Test
  void putsTheBucketWhereTheServiceLooksForIt() {
    assertThat(at("http://127.0.0.1:9000").bucketInPath()).isTrue();
    assertThat(at("https://s3.eu-west-1.amazonaws.com").bucketInPath()).isFalse();
    assertThat(
            at("https://s3.eu-west-1.amazonaws.com").withAddressing(Addressing.PATH).bucketInPath())
        .isTrue();
    assertThat(at("http://127.0.0.1:9000").withAddressing(Addressing.VIRTUAL).bucketInPath())
        .isFalse();
  }

  @Test
  void refusesABucketThatIsNoPartOfAHostName() {
    S3Options options = S3Options.of(S3Options.endpoint("host"), "My_Images", "key", "secret");

    assertThatThrownBy(() -> options.withAddressing(Addressing.VIRTUAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("My_Images");
  }

  @Test
  void aHostWithoutASchemeIsReachedWithoutTls() {
    assertThat(S3Options.endpoint("store.example.org:8080/"))
        .hasToString("http://store.example.org:8080");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host", "https://", "http://key:secret@host", "https://a b"})
  void refusesWhatIsNoHost(String text) {
    assertThatThrownBy(() -> S3Options.endpoint(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverShowsItsKey() {
    assertThat(at("host").toString()).contains("images").doesNotContain("secret");
  }

  @Test
  void partsOfAKnownLengthAreAsManyAsMayBe() {
    S3UploadOptions sizes = S3UploadOptions.usual();
    long length = 1L << 40;

    int part = sizes.partBytes(0, length);

    assertThat(Math.ceilDiv(length, (long) part)).isLessThanOrEqualTo(S3UploadOptions.MOST_PARTS);
    assertThat(sizes.partBytes(0, 200 << 20)).isEqualTo(10 << 20);
  }

  @Test
  void partsOfAnUnknownLengthHoldTheLongestImage() {
    S3UploadOptions sizes = S3UploadOptions.usual();
    long sum = 0;
    for (int i = 0; i < S3UploadOptions.MOST_PARTS; i++) {
      sum += sizes.partBytes(i, -1);
    }
    assertThat(sum).isGreaterThan(1L << 40);
    assertThat(sizes.partBytes(0, -1)).isEqualTo(10 << 20);
  }

  @ParameterizedTest
  @CsvSource({"4194304, 10", "5242880, 0", "2147483648, 10"})
  void refusesSizesThatNoServiceTakes(long partBytes, int inFlight) {
    assertThatThrownBy(() -> new S3UploadOptions(0, partBytes, inFlight))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
