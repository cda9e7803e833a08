package dev.vitrine.backend.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.testkit.FakeServer;
import dev.vitrine.backend.testkit.FakeServer.Answer;
import dev.vitrine.backend.testkit.FakeServer.Behaviour;
import dev.vitrine.backend.testkit.FakeServer.Request;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.fetch.ClientTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies in both directions, and what is done about an other side that does not do its part.
@Timeout(60)
class WireTest {
  private static final byte[] DATA = SeededData.random(71, 1_000_003);

  private final ConcurrentHashMap<String, byte[]> objects = new ConcurrentHashMap<>();
  @AutoClose private final FakeServer server;
  @AutoClose private final Wire wire = wire(Duration.ofSeconds(20));

  WireTest() throws IOException {
    server = new FakeServer(this::answer);
  }

  private static Wire wire(Duration patience) {
    return new Wire(
        new ClientTls(null, null, null, false), new WireLimits(patience, patience, patience));
  }

  private Answer answer(Request request) throws IOException {
    if (request.method().equals("PUT")) {
      objects.put(request.path(), request.body().read());
      return Answer.of(201);
    }
    byte[] bytes = objects.get(request.path());
    return bytes == null
        ? Answer.of(404)
        : new Answer(200, Map.of("X-Kind", request.header("x-wanted")), bytes);
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(server.address().resolve(path));
  }

  private static byte[] read(Download download) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] run = new byte[70_001];
    for (int count = download.read(run); count > 0; count = download.read(run)) {
      all.write(run, 0, count);
    }
    return all.toByteArray();
  }

  /// In slices of all lengths; false when no more were wanted.
  private static boolean write(Upload upload, byte[] bytes) throws Exception {
    int at = 0;
    for (int length = 1; at < bytes.length; length = length * 3 % 400_000 + 1) {
      int count = Math.min(length, bytes.length - at);
      if (!upload.write(ByteBuffer.wrap(bytes, at, count))) {
        return false;
      }
      at += count;
    }
    return true;
  }

  @Test
  void givesBackWhatIsThere() throws Exception {
    objects.put("/one two", DATA);
    HttpRequest request = at("/one%20two").header("X-Wanted", "all of it").build();
    try (Download download = wire.download(request)) {
      assertThat(download.status()).isEqualTo(200);
      assertThat(download.header("X-Kind")).hasValue("all of it");
      assertThat(download.lengthBytes()).hasValue(DATA.length);
      assertThat(read(download)).isEqualTo(DATA);
    }
  }

  @Test
  void anAnswerToHeadHasALengthAndNoBody() throws Exception {
    objects.put("/one", DATA);
    try (Download download = wire.download(at("/one").HEAD().build())) {
      assertThat(download.lengthBytes()).hasValue(DATA.length);
      assertThat(read(download)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 131_072, 1_000_003})
  void bodiesOfAnnouncedLengthAndInChunksArriveWhole(int lengthBytes) throws Exception {
    byte[] bytes = SeededData.random(lengthBytes, lengthBytes);
    Upload announced = wire.upload(at("/announced"), "PUT", OptionalLong.of(lengthBytes));
    assertThat(write(announced, bytes)).isTrue();
    assertThat(announced.finish()).isEqualTo(201);
    Upload chunked = wire.upload(at("/chunked"), "PUT", OptionalLong.empty());
    assertThat(write(chunked, bytes)).isTrue();
    assertThat(chunked.finish()).isEqualTo(201);

    assertThat(objects.get("/announced")).isEqualTo(bytes);
    assertThat(objects.get("/chunked")).isEqualTo(bytes);
  }

  @Test
  void sendsABodyWhenLeaveIsGiven() throws Exception {
    Upload upload =
        wire.upload(at("/one").expectContinue(true), "PUT", OptionalLong.of(DATA.length));
    Upload refused = wire.upload(at("/two").expectContinue(true), "PUT", OptionalLong.empty());
    assertThat(upload.awaitLeave()).isTrue();
    assertThat(write(upload, DATA)).isTrue();
    assertThat(upload.finish()).isEqualTo(201);
    refused.cut();

    server.behave((_, _) -> new Behaviour.Refuse(507));
    Upload full = wire.upload(at("/two").expectContinue(true), "PUT", OptionalLong.empty());
    assertThat(full.awaitLeave()).isFalse();
    assertThat(full.finish()).isEqualTo(507);
  }

  @Test
  void aBodyOfAnotherLengthThanAnnouncedIsNeverWhole() throws Exception {
    Upload upload = wire.upload(at("/one"), "PUT", OptionalLong.of(DATA.length + 1));
    assertThat(write(upload, DATA)).isTrue();
    assertThatThrownBy(upload::finish)
        .isInstanceOf(WireException.class)
        .hasMessage("1000004 bytes were announced, not 1000003");
    assertThat(objects).isEmpty();
  }

  @Test
  void aCutBodyIsSeenAsCut() throws Exception {
    Upload upload = wire.upload(at("/one"), "PUT", OptionalLong.empty());
    assertThat(write(upload, DATA)).isTrue();
    upload.cut();
    Upload next = wire.upload(at("/two"), "PUT", OptionalLong.of(0));
    assertThat(next.finish()).isEqualTo(201);
    assertThat(objects).containsOnlyKeys("/two");
  }

  @Test
  void aCutAnswerIsAFailure() throws Exception {
    objects.put("/one", DATA);
    server.behave((_, _) -> new Behaviour.CutAfter(1000));
    try (Download download = wire.download(at("/one").build())) {
      assertThatThrownBy(() -> read(download)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void nobodyIsWaitedForLongerThanTheLimits() throws Exception {
    try (Wire impatient = wire(Duration.ofMillis(200));
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      HttpRequest.Builder request = HttpRequest.newBuilder(address);

      assertThatThrownBy(() -> impatient.download(request.build()))
          .isInstanceOf(WireException.class)
          .hasMessage("no answer in 200 ms");
      assertThatThrownBy(() -> impatient.upload(request, "PUT", OptionalLong.of(0)).finish())
          .isInstanceOf(WireException.class)
          .hasMessage("no answer in 200 ms");
      Upload takesNothing = impatient.upload(request, "PUT", OptionalLong.empty());
      assertThatThrownBy(() -> write(takesNothing, new byte[64 << 20]))
          .isInstanceOf(WireException.class)
          .hasMessage("no more bytes were taken in 200 ms");
    }
  }

  @Test
  void aBodyThatStopsToComeIsAFailure() throws Exception {
    try (Wire impatient = wire(Duration.ofMillis(500));
        ServerSocket half = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerHalf(half));
      URI address = URI.create("http://127.0.0.1:" + half.getLocalPort() + "/");
      try (Download download = impatient.download(HttpRequest.newBuilder(address).build())) {
        assertThatThrownBy(() -> read(download))
            .isInstanceOf(WireException.class)
            .hasMessage("no more bytes in 500 ms");
      }
    }
  }

  private static void answerHalf(ServerSocket half) {
    try {
      Socket client = half.accept();
      client
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour".getBytes(US_ASCII));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anInterruptedThreadStopsWaiting() throws Exception {
    objects.put("/one", DATA);
    server.behave((_, _) -> new Behaviour.Silence());
    FutureTask<Download> waiting = new FutureTask<>(() -> wire.download(at("/one").build()));
    Thread thread = Thread.ofVirtual().start(waiting);
    while (server.requests() == 0) {
      Thread.sleep(5);
    }
    thread.interrupt();
    assertThatThrownBy(waiting::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
  }
}
