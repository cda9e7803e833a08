package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.http.ExchangeListener.Result;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.RequestFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AccessLogTest {
  private static final Result RESULT = new Result(206, 0, 4096, Duration.ofNanos(1_234_567), true);

  @Test
  void isOneLineOfPairs() {
    assertThat(AccessLog.line(request("GET", "/v2/images/x/file"), RESULT))
        .isEqualTo(
            "id=req-1 project=p1 remote=127.0.0.1:50000 method=GET route=/v2/images/{id}/file"
                + " path=/v2/images/x/file status=206 bytes_in=0 bytes_out=4096 ms=1.234"
                + " complete=true");
  }

  @Test
  void neverTellsTheQuery() {
    assertThat(AccessLog.line(request("GET", "/v2/images"), RESULT)).doesNotContain("secret");
  }

  @Test
  void nothingSentCanBreakTheLineOrForgeAPair() {
    String line = AccessLog.line(request("GET", "/v2/a\n\r\u001b[31m status=200 \"\\ü"), RESULT);
    assertThat(line).doesNotContain("\n").doesNotContain("\r").doesNotContain("\u001b");
    assertThat(line)
        .contains("path=\"/v2/a\\u000a\\u000d\\u001b[31m status=200 \\\"\\\\\\u00fc\" status=206");
  }

  @Test
  void cutsWhatIsAbsurdlyLong() {
    assertThat(AccessLog.line(request("GET", "/" + "x".repeat(100_000)), RESULT))
        .hasSizeLessThan(1000);
  }

  @Test
  void namesTheClientBehindATrustedProxy() throws Exception {
    Request request = request("GET", "/v2/images");
    request.facts().client(InetAddress.ofLiteral("203.0.113.9"));
    assertThat(AccessLog.line(request, RESULT))
        .contains(" remote=203.0.113.9 proxy=127.0.0.1:50000 method=GET ");
  }

  private static Request request(String method, String path) {
    RequestFacts facts = new RequestFacts();
    facts.id("req-1");
    facts.project("p1");
    facts.route("/v2/images/{id}/file");
    return new Request(
        method,
        path,
        "token=secret",
        "http",
        Headers.NONE,
        FakeBody.none(),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000),
        facts);
  }
}
