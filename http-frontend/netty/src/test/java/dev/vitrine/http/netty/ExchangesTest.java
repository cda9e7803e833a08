package dev.vitrine.http.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Handler;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.RequestBody;
import dev.vitrine.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What a server does for well-behaved clients, and for those that go away, on every transport.
@ExtendWith(LeakGuard.class)
@ParameterizedClass
@EnumSource(Wire.class)
@SuppressWarnings("NullAway.Init")
class ExchangesTest {
  @Parameter Wire wire;
  @TempDir Path folder;

  private final Echo ends = new Echo();
  private @Nullable HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private RawClient serve(Handler handler) throws IOException {
    return serve(wire.options(), handler);
  }

  private RawClient serve(HttpServerOptions options, Handler handler) throws IOException {
    server = HttpServer.start(options, handler, ends);
    return RawClient.connect(server, wire);
  }

  private HttpServer server() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  @Test
  void tellsTheHandlerWhatWasAskedAndSendsItsAnswer() throws Exception {
    CompletableFuture<Request> seen = new CompletableFuture<>();
    try (RawClient client =
        serve(request -> {
          seen.complete(request);
          return Response.text(201, "made").with("Location", "/v2/x");
        })) {
      client.send(
          "POST /v2/im%20ages?a=b%FF&c HTTP/1.1\r\nHost: h:1\r\nX-A:  b \r\nx-a: c\r\n\r\n");
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.text()).isEqualTo("made");
      assertThat(answer.headers())
          .containsEntry("location", "/v2/x")
          .containsEntry("content-type", "text/plain; charset=UTF-8")
          .containsKey("date")
          .doesNotContainKey("connection");
      Request request = seen.join();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/v2/im%20ages");
      assertThat(request.query()).isEqualTo("a=b%FF&c");
      assertThat(request.headers().all("X-A")).containsExactly("b", "c");
      assertThat(request.scheme()).isEqualTo(wire.isTls() ? "https" : "http");
      assertThat(request.body().lengthBytes()).hasValue(0);
      ExchangeListener.Result end = ends.next();
      assertThat(end.status()).isEqualTo(201);
      assertThat(end.bytesOut()).isEqualTo(4);
      assertThat(end.complete()).isTrue();
    }
  }

  @Test
  void answersPipelinedRequestsInOrderAndEachWithItsOwnBody() throws Exception {
    try (RawClient client =
        serve(request -> {
          // The first ones take longest.
          Thread.sleep(request.path().length() == 2 ? 5 : 0);
          return Response.text(200, request.path() + new String(Echo.readAll(request), UTF_8));
        })) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        String body = "x".repeat(i * 7);
        all.append("PUT /").append(i).append(" HTTP/1.1\r\nHost: a\r\nContent-Length: ");
        all.append(body.length()).append("\r\n\r\n").append(body);
      }
      client.send(all.toString());
      for (int i = 0; i < 40; i++) {
        assertThat(client.answer().text()).isEqualTo("/" + i + "x".repeat(i * 7));
      }
    }
  }

  @Test
  void sendsNoBodyWhereThereMustBeNone() throws Exception {
    try (RawClient client =
        serve(request ->
            switch (request.path()) {
              case "/stream" ->
                  new Response(
                      200, Headers.NONE, new Response.Streamed(77, sink -> sink.zeros(77)));
              case "/204" -> Response.empty(204);
              case "/304" -> Response.text(304, "no");
              default -> Response.text(200, "text");
            })) {
      assertThat(client.ask("HEAD", "/").answer(false).headers())
          .containsEntry("content-length", "4");
      assertThat(client.ask("HEAD", "/stream").answer(false).headers())
          .containsEntry("content-length", "77");
      assertThat(client.ask("GET", "/204").answer(false).headers())
          .doesNotContainKey("content-length");
      assertThat(client.ask("GET", "/304").answer(false).headers())
          .doesNotContainKey("content-length");
      assertThat(client.ask("GET", "/").answer().text()).isEqualTo("text");
    }
  }

  @Test
  void keepsConnectionsAsTheVersionSays() throws Exception {
    try (RawClient client = serve(_ -> Response.text(200, "x"))) {
      client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.answer().headers()).containsEntry("connection", "keep-alive");
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: te, Close\r\n\r\n");
      assertThat(client.answer().closes()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
    try (RawClient client = RawClient.connect(server(), wire)) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.answer().closes()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void receivesBodiesByteForByteHoweverTheyAreCut() throws Exception {
    Random random = Randoms.seeded("uploads over " + wire);
    try (RawClient client = serve(Echo::digest)) {
      for (int round = 0; round < (wire.isTls() ? 3 : 12); round++) {
        byte[] body = Randoms.bytes(random, 1 + random.nextInt(1 << (4 + random.nextInt(17))));
        boolean chunked = random.nextBoolean();
        byte[] message = chunked ? chunked(random, body) : withLength(body);
        int at = 0;
        while (at < message.length) {
          int n = Math.min(message.length - at, 1 + random.nextInt(1 << random.nextInt(18)));
          client.send(message, at, n);
          at += n;
        }
        RawClient.Answer answer = client.answer();
        assertThat(answer.text()).isEqualTo(Echo.digest(body));
        assertThat(ends.next().bytesIn()).isEqualTo(body.length);
      }
    }
    assertThat(server().statistics().uploadReservedBytes()).isZero();
  }

  private static byte[] withLength(byte[] body) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(
        ResponseHead.ascii(
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n"));
    message.writeBytes(body);
    return message.toByteArray();
  }

  private static byte[] chunked(Random random, byte[] body) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(
        ResponseHead.ascii("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
    for (int at = 0; at < body.length; ) {
      int n = Math.min(body.length - at, 1 + random.nextInt(1 << random.nextInt(18)));
      String extension = random.nextInt(8) == 0 ? ";a=\"b\"" : "";
      message.writeBytes(ResponseHead.ascii(Integer.toHexString(n) + extension + "\r\n"));
      message.write(body, at, n);
      message.writeBytes(ResponseHead.ascii("\r\n"));
      at += n;
    }
    String trailer = random.nextBoolean() ? "X-Sum: 1\r\n" : "";
    message.writeBytes(ResponseHead.ascii("0\r\n" + trailer + "\r\n"));
    return message.toByteArray();
  }

  @Test
  void sendsFilesBuffersAndZerosInAnyMixtureByteForByte() throws Exception {
    Random random = Randoms.seeded("downloads over " + wire);
    byte[] content = Randoms.bytes(random, 3 << 20);
    Path path = Files.write(folder.resolve("content"), content);
    AtomicInteger given = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    try (FileChannel file = FileChannel.open(path);
        RawClient client =
            serve(_ -> {
              List<int[]> plan = plan(random, content.length);
              long length = plan.stream().mapToLong(step -> step[2]).sum();
              return new Response(
                  200,
                  Headers.NONE,
                  new Response.Streamed(
                      length,
                      sink -> {
                        for (int[] step : plan) {
                          given.addAndGet(step[0] == 0 ? 0 : 1);
                          switch (step[0]) {
                            case 0 -> sink.zeros(step[2]);
                            case 1 ->
                                sink.file(file, step[1], step[2], told::incrementAndGet, () -> {});
                            case 2 ->
                                sink.bytes(
                                    ByteBuffer.wrap(content, step[1], step[2]).asReadOnlyBuffer(),
                                    told::incrementAndGet);
                            default ->
                                sink.bytes(
                                    ByteBuffer.allocateDirect(step[2])
                                        .put(content, step[1], step[2])
                                        .flip()
                                        .asReadOnlyBuffer(),
                                    told::incrementAndGet);
                          }
                        }
                        expected.add(expect(plan, content));
                      }));
            })) {
      for (int round = 0; round < (wire.isTls() ? 2 : 6); round++) {
        RawClient.Answer answer = client.ask("GET", "/").answer();
        assertThat(ends.next().complete()).isTrue();
        assertThat(Arrays.equals(answer.body(), expected.getLast())).isTrue();
      }
      await().untilAsserted(() -> assertThat(told).hasValue(given.get()));
      assertThat(file.isOpen()).isTrue();
    }
  }

  private final List<byte[]> expected = new ArrayList<>();

  /// Steps of kind, offset and length.
  private static List<int[]> plan(Random random, int contentLength) {
    List<int[]> plan = new ArrayList<>();
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      int length = 1 + random.nextInt(1 << random.nextInt(21));
      plan.add(new int[] {random.nextInt(4), random.nextInt(contentLength - length), length});
    }
    return plan;
  }

  private static byte[] expect(List<int[]> plan, byte[] content) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int[] step : plan) {
      if (step[0] == 0) {
        all.writeBytes(new byte[step[2]]);
      } else {
        all.write(content, step[1], step[2]);
      }
    }
    return all.toByteArray();
  }

  @Test
  void tellsAClientToGoOnWhenTheBodyIsRead() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawClient client =
        serve(request -> {
          go.await();
          return Response.text(200, new String(Echo.readAll(request), UTF_8));
        })) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      go.countDown();
      assertThat(client.head().status()).isEqualTo(100);
      assertThat(client.send("abc").answer().text()).isEqualTo("abc");
      assertThat(client.ask("GET", "/").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void refusesAnExpectingClientWithoutItsBody() throws Exception {
    try (RawClient client = serve(_ -> Response.text(409, "no"))) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.closes()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void getsARefusalThroughToAClientThatIsStillSending() throws Exception {
    try (RawClient client = serve(_ -> Response.text(413, "too large"))) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10737418240\r\n\r\n");
      byte[] block = new byte[1 << 20];
      for (int i = 0; i < 8; i++) {
        client.send(block);
      }
      RawClient.Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.text()).isEqualTo("too large");
      assertThat(answer.closes()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
    assertThat(ends.next().complete()).isTrue();
    await().until(() -> server().statistics().uploadReservedBytes() == 0);
  }

  @Test
  void keepsTheConnectionWhenLittleOfTheBodyWasLeftUnread() throws Exception {
    try (RawClient client = serve(_ -> Response.text(409, "no"))) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n");
      assertThat(client.answer().closes()).isFalse();
      client.send(new byte[10000]);
      assertThat(client.ask("GET", "/").answer().status()).isEqualTo(409);
    }
  }

  @Test
  void interruptsTheRequestWhenTheClientGoesAway() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    RawClient client =
        serve(_ -> {
          started.countDown();
          try {
            Thread.sleep(20_000);
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          return Response.empty(200);
        });
    client.ask("GET", "/");
    started.await();
    client.close();
    assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(ends.next().complete()).isFalse();
  }

  @Test
  void endsTheBodyWithAnErrorWhenTheClientStopsInTheMiddle() throws Exception {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    RawClient client =
        serve(
            Wire.withBodyStall(wire.options(), Duration.ofSeconds(1)),
            request -> {
              try {
                return Echo.digest(request);
              } catch (IOException | InterruptedException e) {
                failure.complete(e);
                throw e;
              }
            });
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
    client.send(new byte[1_000_000]);
    client.reset();
    assertThat(failure.get(10, TimeUnit.SECONDS))
        .isInstanceOfAny(RequestBody.Aborted.class, InterruptedException.class);
    assertThat(ends.next().complete()).isFalse();
    await().until(() -> server().statistics().uploadReservedBytes() == 0);
  }

  @Test
  void givesUpADownloadWhenTheClientGoesAwayAndTellsEachRunOnce() throws Exception {
    AtomicInteger given = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    Path path = Files.write(folder.resolve("content"), new byte[1 << 20]);
    try (FileChannel file = FileChannel.open(path)) {
      RawClient client =
          serve(_ ->
              new Response(
                  200,
                  Headers.NONE,
                  new Response.Streamed(
                      1L << 40,
                      sink -> {
                        while (true) {
                          given.addAndGet(2);
                          try {
                            sink.file(file, 0, 1 << 20, told::incrementAndGet, () -> {});
                          } finally {
                            sink.bytes(ByteBuffer.allocateDirect(5000), told::incrementAndGet);
                          }
                        }
                      })));
      client.ask("GET", "/").head();
      client.readExactly(3 << 20);
      client.reset();
      assertThat(ends.next().complete()).isFalse();
      await().untilAsserted(() -> assertThat(told).hasValue(given.get()));
      assertThat(file.isOpen()).isTrue();
    }
  }

  @Test
  void tellsOfAFileThatDoesNotGiveItsBytes() throws Exception {
    AtomicInteger told = new AtomicInteger();
    AtomicInteger unreadable = new AtomicInteger();
    Path path = Files.write(folder.resolve("content"), new byte[1 << 20]);
    try (FileChannel file = FileChannel.open(path);
        RawClient client =
            serve(_ ->
                new Response(
                    200,
                    Headers.NONE,
                    new Response.Streamed(
                        3 << 20,
                        sink ->
                            sink.file(
                                file,
                                0,
                                3 << 20,
                                told::incrementAndGet,
                                unreadable::incrementAndGet))))) {
      client.ask("GET", "/").head();
      assertThat(ends.next().complete()).isFalse();
      await().untilAsserted(() -> assertThat(told).hasValue(1));
      assertThat(unreadable).hasValue(1);
    }
  }

  @Test
  void saysNothingOfAFileWhenTheClientGoesAway() throws Exception {
    AtomicInteger unreadable = new AtomicInteger();
    Path path = Files.write(folder.resolve("content"), new byte[1 << 20]);
    try (FileChannel file = FileChannel.open(path)) {
      RawClient client =
          serve(_ ->
              new Response(
                  200,
                  Headers.NONE,
                  new Response.Streamed(
                      1L << 40,
                      sink -> {
                        while (true) {
                          sink.file(file, 0, 1 << 20, () -> {}, unreadable::incrementAndGet);
                        }
                      })));
      client.ask("GET", "/").head();
      client.reset();
      assertThat(ends.next().complete()).isFalse();
      assertThat(unreadable).hasValue(0);
      assertThat(file.isOpen()).isTrue();
    }
  }

  @Test
  void cutsTheConnectionWhenAnAnswerFailsUnderWay() throws Exception {
    try (RawClient client =
        serve(_ ->
            new Response(
                200,
                Headers.NONE,
                new Response.Streamed(
                    1 << 20,
                    sink -> {
                      sink.zeros(1000);
                      throw new IOException("disk");
                    })))) {
      assertThatThrownBy(() -> client.ask("GET", "/").answer()).isInstanceOf(IOException.class);
    }
    ExchangeListener.Result end = ends.next();
    assertThat(end.status()).isEqualTo(200);
    assertThat(end.complete()).isFalse();
  }

  @Test
  void cutsTheConnectionWhenAnAnswerIsTooShortAndSendsNothingTooMuch() throws Exception {
    try (RawClient client =
        serve(request ->
            new Response(
                200,
                Headers.NONE,
                new Response.Streamed(
                    1000, sink -> sink.zeros(request.path().equals("/short") ? 999 : 1001))))) {
      assertThatThrownBy(() -> client.ask("GET", "/short").answer())
          .isInstanceOf(IOException.class);
    }
    assertThat(ends.next().complete()).isFalse();
    try (RawClient client = RawClient.connect(server(), wire)) {
      assertThat(client.ask("GET", "/long").answer().status()).isEqualTo(500);
    }
    assertThat(ends.next().status()).isEqualTo(500);
  }

  @Test
  void answers500WhenTheHandlerThrowsOrTheAnswerFailsBeforeItsFirstByte() throws Exception {
    try (RawClient client = serve(this::fail)) {
      for (String path : List.of("/throw", "/error", "/null", "/produce", "/header", "/status")) {
        try (RawClient each = RawClient.connect(server(), wire)) {
          RawClient.Answer answer = each.ask("GET", path).answer();
          assertThat(answer.status()).as(path).isEqualTo(500);
          assertThat(answer.closes()).isTrue();
          assertThat(each.isAtEnd()).isTrue();
        }
        assertThat(ends.next().status()).isEqualTo(500);
      }
      assertThat(client.ask("GET", "/throw").answer().body()).isEmpty();
    }
  }

  @Test
  void asksTheHandlerForAnotherAnswerWhenOneFailsBeforeItsFirstByte() throws Exception {
    Handler handler =
        new Handler() {
          @Override
          public Response handle(Request request) throws IOException {
            return fail(request);
          }

          @Override
          public Response failed(Request request, Exception cause) {
            return Response.text(503, request.path() + " " + cause.getMessage());
          }
        };
    try (RawClient client = serve(handler)) {
      RawClient.Answer answer = client.ask("GET", "/produce").answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.text()).isEqualTo("/produce secret");
    }
    assertThat(ends.next().status()).isEqualTo(503);
  }

  private @Nullable Response failing;

  @SuppressWarnings("NullAway") // A handler that breaks its promise.
  private Response fail(Request request) throws IOException {
    return switch (request.path()) {
      case "/throw" -> throw new IOException("secret");
      case "/error" -> throw new AssertionError("secret");
      case "/null" -> failing;
      case "/header" -> Response.empty(200).with("X", "a\r\nSet-Cookie: b");
      case "/status" -> Response.empty(99);
      default ->
          new Response(
              200,
              Headers.NONE,
              new Response.Streamed(
                  5,
                  _ -> {
                    throw new IOException("secret");
                  }));
    };
  }

  @Test
  void letsRunningExchangesEndWhenItStopsAndClosesTheRest() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (RawClient client =
            serve(request -> {
              if (request.path().equals("/wait")) {
                started.countDown();
                go.await();
              }
              return Response.text(200, "done");
            });
        RawClient idle = RawClient.connect(server(), wire)) {
      idle.ask("GET", "/").answer();
      client.ask("GET", "/wait");
      started.await();
      CompletableFuture<Boolean> ended =
          CompletableFuture.supplyAsync(() -> server().shutdown(Duration.ofSeconds(10)));
      assertThat(idle.isAtEnd()).isTrue();
      assertThatThrownBy(() -> RawClient.connect(server(), wire).ask("GET", "/").answer())
          .isInstanceOf(IOException.class);
      go.countDown();
      RawClient.Answer answer = client.answer();
      assertThat(answer.text()).isEqualTo("done");
      assertThat(answer.closes()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
      assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void cutsExchangesThatDoNotEndInTime() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    try (RawClient upload =
            serve(request -> {
              started.countDown();
              return Echo.digest(request);
            });
        RawClient slow = RawClient.connect(server(), wire)) {
      upload.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
      slow.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      started.await();
      assertThat(server().shutdown(Duration.ofMillis(100))).isFalse();
      assertThat(ends.next().complete()).isFalse();
      assertThat(ends.next().complete()).isFalse();
      assertThatThrownBy(upload::answer).isInstanceOfAny(SocketException.class, IOException.class);
    }
  }
}
