package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitrine.http.AddressRange;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.RequestFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The test's client is at 127.0.0.1 and calls `http://images.example:9292`.
class TrustedProxiesTest {

  @Test
  void believesNobodyUnlessToldTo() {
    for (List<AddressRange> ranges :
        List.of(List.<AddressRange>of(), List.of(AddressRange.of("10.0.0.0/8")))) {
      assertThat(self(ranges, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil.example"))
          .isEqualTo("http://images.example:9292/v2/");
      assertThat(self(ranges, "Forwarded", "proto=https;host=evil.example"))
          .isEqualTo("http://images.example:9292/v2/");
      assertThat(self(ranges, "X-Forwarded-Prefix", "/evil"))
          .isEqualTo("http://images.example:9292/v2/");
    }
  }

  @Test
  void takesWhatATrustedProxySays() {
    List<AddressRange> loopback = List.of(AddressRange.of("127.0.0.0/8"));

    assertThat(self(loopback)).isEqualTo("http://images.example:9292/v2/");
    assertThat(self(loopback, "X-Forwarded-Proto", "https"))
        .isEqualTo("https://images.example:9292/v2/");
    assertThat(
            self(
                loopback,
                "X-Forwarded-Proto",
                "https, http",
                "X-Forwarded-Host",
                "cloud.example, inner",
                "X-Forwarded-Prefix",
                "/image/"))
        .isEqualTo("https://cloud.example/image/v2/");
    assertThat(
            self(
                loopback,
                "Forwarded",
                "for=192.0.2.1;Proto=HTTPS; host=\"cloud.example:8443\", for=10.0.0.1;proto=http",
                "X-Forwarded-Host",
                "other.example"))
        .isEqualTo("https://cloud.example:8443/v2/");
  }

  @Test
  void takesNothingThatMakesNoUrl() {
    List<AddressRange> loopback = List.of(AddressRange.of("127.0.0.1"));

    assertThat(self(loopback, "X-Forwarded-Proto", "javascript"))
        .isEqualTo("http://images.example:9292/v2/");
    assertThat(self(loopback, "X-Forwarded-Prefix", "//evil.example/\"<x>"))
        .isEqualTo("http://images.example:9292/v2/");
    assertThat(self(loopback, "X-Forwarded-Host", "evil\"<x>")).isEqualTo("/v2/");
  }

  @Test
  void knowsTheAddressesOfARange() {
    AddressRange range = AddressRange.of("10.20.0.0/15");
    assertThat(range.contains(InetAddress.ofLiteral("10.21.255.255"))).isTrue();
    assertThat(range.contains(InetAddress.ofLiteral("10.22.0.0"))).isFalse();
    assertThat(range.contains(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(AddressRange.of("2001:db8::/33").contains(InetAddress.ofLiteral("2001:db8:7fff::")))
        .isTrue();
    assertThat(AddressRange.of("0.0.0.0/0").contains(InetAddress.ofLiteral("1.2.3.4"))).isTrue();
    for (String text : List.of("", "host.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x")) {
      assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.of(text));
    }
  }

  private static String self(List<AddressRange> ranges, String... headers) {
    ApiOptions options = ApiOptions.defaults().withProxies(new TrustedProxies(ranges));
    try (TestApi api = new TestApi(options)) {
      String text = api.get("/versions", headers).text();
      int start = text.indexOf("\"href\":\"") + "\"href\":\"".length();
      return text.substring(start, text.indexOf('"', start));
    }
  }

  @Test
  void believesTheLastAddressThatIsNoTrustedProxys() throws Exception {
    TrustedProxies proxies =
        new TrustedProxies(List.of(AddressRange.of("127.0.0.0/8"), AddressRange.of("10.0.0.0/8")));
    assertThat(client(proxies, "X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.0.0.2"))
        .isEqualTo("203.0.113.9");
    assertThat(client(proxies, "X-Forwarded-For", "10.0.0.3, 10.0.0.2")).isEqualTo("10.0.0.3");
    assertThat(client(proxies, "X-Forwarded-For", "203.0.113.9:4711")).isEqualTo("203.0.113.9");
    assertThat(client(proxies, "X-Forwarded-For", "6.6.6.6, somebody")).isNull();
    assertThat(client(proxies, "Forwarded", "for=6.6.6.6, for=\"[2001:db8::1]:80\";proto=https"))
        .isEqualTo("2001:db8:0:0:0:0:0:1");
    assertThat(client(proxies, "Forwarded", "proto=https")).isNull();
    assertThat(client(TrustedProxies.none(), "X-Forwarded-For", "203.0.113.9")).isNull();
  }

  private static @Nullable String client(TrustedProxies proxies, String name, String value) {
    Request request =
        new Request(
            "GET",
            "/",
            "",
            "http",
            Headers.of(name, value),
            FakeBody.none(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000),
            new RequestFacts());
    InetAddress client = proxies.clientOf(request);
    return client == null ? null : client.getHostAddress();
  }
}
