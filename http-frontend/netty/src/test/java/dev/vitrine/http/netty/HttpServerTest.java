package dev.vitrine.http.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.http.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakGuard.class)
class HttpServerTest {
  @Test
  void answers503WhenThereAreTooManyConnections() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try (HttpServer server =
        HttpServer.start(
            Wire.EPOLL.options().withMaxConnections(3), _ -> Response.empty(204), (_, _) -> {})) {
      for (int i = 0; i < 3; i++) {
        clients.add(RawClient.connect(server));
        assertThat(clients.getLast().ask("GET", "/").answer(false).status()).isEqualTo(204);
      }
      try (RawClient refused = RawClient.connect(server)) {
        refused.ask("GET", "/");
        RawClient.Answer answer = refused.answer();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsKey("retry-after");
        assertThat(refused.isAtEnd()).isTrue();
      }
      await().until(() -> server.statistics().connectionsOpen() == 3);
      assertThat(server.statistics().connectionsRefused()).isEqualTo(1);
      clients.removeFirst().close();
      await().until(() -> server.statistics().connectionsOpen() == 2);
      try (RawClient next = RawClient.connect(server)) {
        assertThat(next.ask("GET", "/").answer(false).status()).isEqualTo(204);
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void saysWhenTheAddressIsTaken() throws Exception {
    try (HttpServer server =
        HttpServer.start(Wire.NIO.options(), _ -> Response.empty(204), (_, _) -> {})) {
      HttpServerOptions same = HttpServerOptions.defaults(server.address());
      assertThatThrownBy(() -> HttpServer.start(same, _ -> Response.empty(204), (_, _) -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(String.valueOf(server.address().getPort()));
    }
  }

  @Test
  void stopsTwiceAndAtOnceWhenNothingRuns() throws Exception {
    HttpServer server =
        HttpServer.start(Wire.EPOLL.options(), _ -> Response.empty(204), (_, _) -> {});
    assertThat(server.shutdown(Duration.ofSeconds(5))).isTrue();
    assertThat(server.shutdown(Duration.ZERO)).isTrue();
    server.close();
  }

  @Test
  void picksTheBestTransportThereIs() {
    assertThat(Transport.AUTO.resolve()).isEqualTo(Transport.EPOLL);
    assertThat(Transport.IO_URING.isAvailable()).isTrue();
  }

  @Test
  void keepsAnsweringWhenTheListenerFails() throws Exception {
    try (HttpServer server =
            HttpServer.start(
                Wire.EPOLL.options(),
                _ -> Response.text(200, "x"),
                (_, _) -> {
                  throw new IllegalStateException("log is full");
                });
        RawClient client = RawClient.connect(server)) {
      assertThat(client.ask("GET", "/").answer().text()).isEqualTo("x");
      assertThat(client.ask("GET", "/").answer().text()).isEqualTo("x");
    }
  }
}
