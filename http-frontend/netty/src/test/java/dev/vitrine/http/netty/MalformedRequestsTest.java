package dev.vitrine.http.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that another server on the way could read differently, or that are too large, are
/// refused with the right status, the connection is closed, and no handler hears of them.
@ExtendWith(LeakGuard.class)
@SuppressWarnings("NullAway.Init")
class MalformedRequestsTest {
  private static final String OTHER = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

  private final Queue<Request> heard = new ConcurrentLinkedQueue<>();
  private final Echo ends = new Echo();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    HttpServerOptions options =
        Wire.EPOLL.options().withHead(new HttpServerOptions.HeadLimits(2000, 8000, 20));
    server =
        HttpServer.start(
            options,
            request -> {
              heard.add(request);
              return Response.text(200, new String(Echo.readAll(request), ISO_8859_1));
            },
            ends);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static Stream<Arguments> heads() {
    return Stream.of(
        head(400, "length and chunked", "Content-Length: 5", "Transfer-Encoding: chunked"),
        head(400, "two lengths", "Content-Length: 5", "Content-Length: 6"),
        head(400, "the same length twice", "Content-Length: 5", "Content-Length: 5"),
        head(400, "lengths in a list", "Content-Length: 5, 5"),
        head(400, "signed length", "Content-Length: +5"),
        head(400, "negative length", "Content-Length: -5"),
        head(400, "length in hex", "Content-Length: 0x5"),
        head(400, "empty length", "Content-Length: "),
        head(400, "huge length", "Content-Length: 99999999999999999999"),
        head(501, "gzip, chunked", "Transfer-Encoding: gzip, chunked"),
        head(400, "chunked, gzip", "Transfer-Encoding: chunked, gzip"),
        head(400, "chunked twice", "Transfer-Encoding: chunked, chunked"),
        head(
            400,
            "chunked in two fields",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked"),
        head(400, "identity", "Transfer-Encoding: identity"),
        head(400, "not quite chunked", "Transfer-Encoding: xchunked"),
        head(400, "chunked in quotes", "Transfer-Encoding: \"chunked\""),
        head(400, "vertical tab before chunked", "Transfer-Encoding: \u000bchunked"),
        head(400, "space before the colon", "Content-Length : 5"),
        head(400, "tab before the colon", "Transfer-Encoding\t: chunked"),
        head(400, "folded line", "X-A: b", " folded"),
        head(400, "folded by a tab", "X-A: b", "\tContent-Length: 5"),
        head(400, "no colon", "Content-Length"),
        head(400, "empty name", ": 5"),
        head(400, "space in a name", "X A: b"),
        head(400, "NUL in a value", "X-A: b\0c"),
        head(400, "NUL in a name", "X-\0A: b"),
        head(400, "bare CR in a value", "X-A: b\rContent-Length: 5"),
        head(400, "bare LF in a value", "X-A: b\nContent-Length: 5"),
        head(400, "DEL in a value", "X-A: b\u007f"),
        head(400, "second Host", "Host: b"),
        head(400, "old WebSocket keys", "Sec-WebSocket-Key1: 1", "Sec-WebSocket-Key2: 2"),
        head(417, "unknown expectation", "Expect: 200-ok"),
        head(431, "too many fields", "X: y\r\n".repeat(20) + "X: y"),
        head(431, "fields too large", "X-A: " + "b".repeat(8000)),
        Arguments.of(400, "no Host", "GET / HTTP/1.1\r\n\r\n"),
        Arguments.of(400, "bad Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Arguments.of(400, "list of hosts", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n"),
        Arguments.of(400, "user in Host", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        Arguments.of(414, "long line", "GET /" + "a".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(414, "endless line", "GET /" + "a".repeat(3000)),
        Arguments.of(400, "bare LF", "GET / HTTP/1.1\nHost: a\n\n"),
        Arguments.of(400, "LF after the fields", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        Arguments.of(400, "two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "tab", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "bare CR as space", "GET\r/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "space after the version", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Arguments.of(400, "space before the method", " GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "no path", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "no host in the target", "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "bad method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "HTTP/0.9", "GET /\r\n\r\n"),
        Arguments.of(400, "lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(400, "odd version", "GET / HTTP/1.1x\r\nHost: a\r\n\r\n"),
        Arguments.of(505, "HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"),
        Arguments.of(505, "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Arguments.of(400, "TLS", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\r\n\r\n"),
        Arguments.of(501, "CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"),
        Arguments.of(400, "asterisk", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
        Arguments.of(
            400,
            "1.0 with chunks",
            "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            400,
            "1.0 with two lengths",
            "PUT / HTTP/1.0\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n"));
  }

  private static Arguments head(int status, String what, String... fields) {
    return Arguments.of(
        status, what, "PUT / HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("heads")
  void refuses(int status, String what, String bytes) throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.send(bytes + OTHER);
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).as(answer.text()).isEqualTo(status);
      assertThat(answer.closes()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThat(heard).isEmpty();
    assertThat(server.statistics().requestsMalformed()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("heads")
  void refusesAlsoWhatArrivesByteForByte(int status, String what, String bytes) throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      if (bytes.length() < 300) {
        for (int i = 0; i < bytes.length(); i++) {
          client.send(bytes.substring(i, i + 1));
        }
        client.send(OTHER);
        assertThat(client.answer().status()).isEqualTo(status);
        assertThat(client.isAtEnd()).isTrue();
      }
    }
    assertThat(heard).isEmpty();
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of("no number", "x\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("negative", "-1\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("with 0x", "0x3\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("space before", " 3\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("space behind", "3 \r\nabc\r\n0\r\n\r\n"),
        Arguments.of("empty", "\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("overflow", "100000003\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("bare LF", "3\nabc\r\n0\r\n\r\n"),
        Arguments.of("too many bytes", "3\r\nabcd\r\n0\r\n\r\n"),
        Arguments.of("no CRLF behind", "3\r\nabc0\r\n\r\n"),
        Arguments.of("bare LF behind", "3\r\nabc\n0\r\n\r\n"),
        Arguments.of("LF in an extension", "3;a=\nb\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("NUL in an extension", "3;a=\0b\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("long extension", "3;a=" + "b".repeat(600) + "\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("endless extension", "3;a=" + "b".repeat(9000)),
        Arguments.of("long trailer", "3\r\nabc\r\n0\r\nX-A: " + "b".repeat(600) + "\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void refusesMalformedChunks(String what, String body) throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send(body + OTHER);
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.closes()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThat(heard).hasSize(1);
    assertThat(ends.next().status()).isEqualTo(400);
  }

  @Test
  void takesWhatIsOnlyUnusual() throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.send("\r\nGET http://Other:80/a?b HTTP/1.1\r\nhost: a\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      Request absolute = heard.remove();
      assertThat(absolute.path()).isEqualTo("/a");
      assertThat(absolute.query()).isEqualTo("b");
      assertThat(absolute.headers().all("Host")).containsExactly("Other:80");

      client.send("GET http://other?b HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(heard.remove().path()).isEqualTo("/");

      client.send("GET /\u00fc?n=\u00e4 HTTP/1.1\r\nHost:\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      Request raw = heard.remove();
      assertThat(raw.path()).isEqualTo("/%FC");
      assertThat(raw.query()).isEqualTo("n=%E4");

      client.send("FROB / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nTransfer-Encoding: Chunked\r\n\r\n");
      client.send("3;a=\"b\";c\r\nabc\r\n00\r\nX-Sum: 1\r\n\r\n");
      assertThat(client.answer().text()).isEqualTo("abc");
      assertThat(heard.remove().method()).isEqualTo("FROB");

      client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(heard).isEmpty();
    }
  }
}
