package dev.vitrine.http.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.http.Handler;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Response;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Nobody makes the server wait for ever, and nobody is cut for being merely slow.
@ExtendWith(LeakGuard.class)
@ParameterizedClass
@EnumSource(
    value = Wire.class,
    names = {"NIO", "EPOLL", "IO_URING"})
@SuppressWarnings("NullAway.Init")
class TimeLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(250);
  private static final Duration LONG = Duration.ofSeconds(30);

  @Parameter Wire wire;

  private final Echo ends = new Echo();
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private HttpServer serve(HttpServerOptions.TimeLimits limits, Handler handler)
      throws IOException {
    HttpServer started = HttpServer.start(wire.options().withTime(limits), handler, ends);
    server = started;
    return started;
  }

  private static HttpServerOptions.TimeLimits limits(
      Duration idle, Duration head, Duration body, Duration write, Duration linger) {
    return new HttpServerOptions.TimeLimits(idle, head, body, write, LONG, linger, LONG);
  }

  @Test
  void answers408ToAHeadThatComesTooSlowlyAndClosesWhatNeverSpeaks() throws Exception {
    HttpServer running = serve(limits(LONG, SHORT, LONG, LONG, LONG), _ -> Response.empty(204));
    try (RawClient slow = RawClient.connect(running);
        RawClient silent = RawClient.connect(running)) {
      slow.send("GET / HTTP/1.1\r\nX-A: ");
      for (int i = 0; i < 4; i++) {
        Thread.sleep(50);
        slow.send("b");
      }
      assertThat(slow.answer().status()).isEqualTo(408);
      assertThat(slow.isAtEnd()).isTrue();
      assertThat(silent.isAtEnd()).isTrue();
    }
    assertThat(ends.waiting()).isZero();
  }

  @Test
  void closesIdleConnectionsButNotWhileAnAnswerIsMade() throws Exception {
    HttpServer running =
        serve(
            limits(SHORT, LONG, LONG, LONG, LONG),
            _ -> {
              Thread.sleep(500);
              return Response.text(200, "late");
            });
    try (RawClient client = RawClient.connect(running)) {
      assertThat(client.ask("GET", "/").answer().text()).isEqualTo("late");
      long start = System.nanoTime();
      assertThat(client.isAtEnd()).isTrue();
      assertThat(System.nanoTime() - start).isLessThan(LONG.toNanos() / 2);
    }
  }

  @Test
  void answers408WhenNothingMoreOfABodyComes() throws Exception {
    HttpServer running = serve(limits(LONG, LONG, SHORT, LONG, LONG), Echo::digest);
    try (RawClient client = RawClient.connect(running)) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.closes()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThat(ends.next().status()).isEqualTo(408);
  }

  @Test
  void bearsWithASlowBodyAndWithASlowHandler() throws Exception {
    HttpServer running =
        serve(
            limits(LONG, LONG, SHORT, LONG, LONG),
            request -> {
              if (request.path().equals("/slow")) {
                // The pipe is full meanwhile: not the client's fault.
                Thread.sleep(500);
              }
              return Echo.digest(request);
            });
    try (RawClient client = RawClient.connect(running)) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
      for (int i = 0; i < 10; i++) {
        Thread.sleep(60);
        client.send("x");
      }
      assertThat(client.answer().text()).isEqualTo(Echo.digest("xxxxxxxxxx".getBytes(US_ASCII)));
      byte[] body = new byte[2 << 20];
      client.send("PUT /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n").send(body);
      assertThat(client.answer().text()).isEqualTo(Echo.digest(body));
    }
  }

  @Test
  void cutsAClientThatTakesNothing() throws Exception {
    HttpServer running = serve(limits(LONG, LONG, LONG, SHORT, LONG), _ -> zeros(1L << 30));
    try (RawClient client = RawClient.connectWithSmallBuffer(running)) {
      client.ask("GET", "/");
      assertThat(ends.next().complete()).isFalse();
      assertThatThrownBy(() -> client.readExactly(1 << 30)).isInstanceOf(IOException.class);
    }
    assertThat(running.statistics().connectionsCut()).isEqualTo(1);
  }

  @Test
  void bearsWithAClientThatTakesLittle() throws Exception {
    HttpServer running =
        serve(limits(LONG, LONG, LONG, Duration.ofMillis(600), LONG), _ -> zeros(24 << 20));
    try (RawClient client = RawClient.connectWithSmallBuffer(running)) {
      client.ask("GET", "/").head();
      int left = 24 << 20;
      for (int i = 0; i < 15; i++) {
        Thread.sleep(100);
        client.readExactly(100_000);
        left -= 100_000;
      }
      client.readExactly(left);
    }
    assertThat(ends.next().complete()).isTrue();
  }

  @Test
  void lingersForALimitedTime() throws Exception {
    HttpServer running =
        serve(limits(LONG, LONG, LONG, LONG, SHORT), _ -> Response.text(413, "no"));
    try (RawClient client = RawClient.connect(running)) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(413);
      // The client does not close.
      await().until(() -> running.statistics().connectionsOpen() == 0);
    }
  }

  private static Response zeros(long length) {
    return new Response(200, Headers.NONE, new Response.Streamed(length, s -> s.zeros(length)));
  }
}
