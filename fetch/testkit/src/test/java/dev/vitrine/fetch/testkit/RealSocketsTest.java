package dev.vitrine.fetch.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.fetch.FetchException;
import dev.vitrine.fetch.FetchRequest;
import dev.vitrine.fetch.FetchRequest.Method;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.FetchRules.Choice;
import dev.vitrine.fetch.Fetched;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.fetch.Network;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.Security;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a hostile caller, resolver or server can do to the machine's own sockets. On 127.0.0.2 is a
/// server that may be fetched from; on the same port of 127.0.0.1 and ::1 is one that must never be
/// connected to, and counts who comes.
@Timeout(30)
class RealSocketsTest {
  private static final byte[] DATA = {1, 2, 3, 4, 5};
  private static final InetAddress OPEN = InetAddress.ofLiteral("127.0.0.2");
  private static final FetchRules RULES =
      new FetchRules(
          new Choice<>(Set.of("http", "https"), Set.of()),
          new Choice<>(Set.of(), Set.of()),
          new Choice<>(Set.of(), Set.of()),
          OPEN::equals);
  private static final String CACHE = "networkaddress.cache.ttl";

  private static String cacheBefore = "";

  private volatile ScriptedServer.Script script = (_, out) -> write(out, DATA);
  private ScriptedServer open;
  private ScriptedServer shut;
  private ScriptedServer shutToo;

  /// A resolver is asked each time, as where its answers say that they hold for no time.
  @BeforeAll
  static void rememberNoNames() {
    cacheBefore = String.valueOf(Security.getProperty(CACHE));
    Security.setProperty(CACHE, "0");
  }

  @AfterAll
  static void rememberNames() {
    Security.setProperty(CACHE, cacheBefore.equals("null") ? "30" : cacheBefore);
  }

  @BeforeEach
  void start() throws IOException {
    int port = portThatIsFreeOnAll();
    open = new ScriptedServer(OPEN, port, (request, out) -> script.answer(request, out));
    shut = new ScriptedServer(InetAddress.ofLiteral("127.0.0.1"), port, this::secret);
    shutToo = new ScriptedServer(InetAddress.ofLiteral("::1"), port, this::secret);
  }

  /// A port of the wildcard address is one of every other.
  private static int portThatIsFreeOnAll() throws IOException {
    try (ServerSocket all = new ServerSocket(0)) {
      return all.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws IOException {
    open.close();
    shut.close();
    shutToo.close();
  }

  private void secret(String request, OutputStream out) throws IOException {
    write(out, "secret".getBytes(ISO_8859_1));
  }

  private static void write(OutputStream out, byte[] body) throws IOException {
    out.write(
        ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1));
    out.write(body);
  }

  private static GuardedClient client() {
    return client(new GuardedClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(20)));
  }

  private static GuardedClient client(GuardedClient.Limits limits) {
    return new GuardedClient(RULES, Network.system(), limits);
  }

  private String url(String host) {
    return "http://" + host + ":" + open.port() + "/disk";
  }

  private static byte[] bytes(GuardedClient client, String address) throws Exception {
    try (Fetched fetched = client.get(address)) {
      return fetched.body().readAllBytes();
    }
  }

  private void nobodyCame() {
    assertThat(shut.connections()).isZero();
    assertThat(shutToo.connections()).isZero();
  }

  @Test
  void theServersAreThere() throws Exception {
    assertThat(bytes(client(), url("127.0.0.2"))).isEqualTo(DATA);
    FetchRules anywhere =
        new FetchRules(
            RULES.schemes(), RULES.hosts(), RULES.ports(), InetAddress::isLoopbackAddress);
    GuardedClient careless =
        new GuardedClient(anywhere, Network.system(), GuardedClient.Limits.defaults());
    assertThat(bytes(careless, url("127.0.0.1"))).asString().isEqualTo("secret");
    assertThat(bytes(careless, url("[::1]"))).asString().isEqualTo("secret");
    assertThat(bytes(careless, url("localhost"))).asString().isEqualTo("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "2130706433",
        "02130706433",
        "017700000001",
        "0177.0.0.1",
        "0177.0.0.01",
        "00000177.0.0.1",
        "0x7f000001",
        "0X7F000001",
        "0x7f.0.0.1",
        "0x7f.1",
        "127.0x0.0.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:FFFF:7F00:0001]",
        "[::127.0.0.1]",
        "[::1%251]",
        "[::1%25lo]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "x.localhost",
        "127\u30020\u30020\u30021",
        "\u2460\u2461\u2466.0.0.1",
        "\uff11\uff12\uff17.0.0.1",
        "127.0.0.1%00.example",
        "127%2e0%2e0%2e1",
        "%31%32%37.0.0.1",
        "user@127.0.0.1",
        "user:word@127.0.0.1",
        "127.0.0.2@127.0.0.1",
        "127.0.0.2%40127.0.0.1",
        "127.0.0.2:80@127.0.0.1",
        "127.0.0.2#@127.0.0.1",
        "127.0.0.2\\@127.0.0.1",
        "127.0.0.2 @127.0.0.1",
        "127.0.0.2\t@127.0.0.1",
        ":word@127.0.0.2",
        "user@127.0.0.2"
      })
  void nothingConnectsToAnAddressInDisguise(String host) throws Exception {
    String address = url(host);
    assertThatThrownBy(() -> bytes(client(), address)).isInstanceOf(FetchException.class);
    assertThatThrownBy(() -> bytes(client(), address.replace("http:", "https:")))
        .isInstanceOf(FetchException.class);
    nobodyCame();
    assertThat(open.connections()).isZero();

    // Nor where a server that is open says so.
    script = (_, out) -> write(out, 302, "Location: " + address + "\r\n");
    assertThatThrownBy(() -> bytes(client(), url("127.0.0.2"))).isInstanceOf(FetchException.class);
    nobodyCame();
  }

  private static void write(OutputStream out, int status, String fields) throws IOException {
    out.write(("HTTP/1.1 " + status + " x\r\n" + fields + "\r\n").getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void noKindOfRedirectLeadsToLoopback(int status) throws Exception {
    for (String location :
        new String[] {
          url("127.0.0.1"), "//127.0.0.1:" + open.port() + "/", url("inside.hostile"), url("[::1]")
        }) {
      HostileResolver.name("inside.hostile", "127.0.0.1");
      script =
          (request, out) -> {
            // Some hops that are fine first.
            String next =
                request.startsWith("GET /disk ")
                    ? "/1"
                    : request.startsWith("GET /1 ")
                        ? url("127.0.0.2").replace("disk", "2")
                        : location;
            write(out, status, "Location: " + next + "\r\n");
          };
      assertThatThrownBy(() -> bytes(client(), url("127.0.0.2")))
          .isInstanceOf(FetchException.Refused.class);
    }
    nobodyCame();
    assertThat(open.connections()).isEqualTo(4 * 3);
  }

  @Test
  void aNameThatChangesBetweenTheCheckAndTheFetchGainsNothing() throws Exception {
    HostileResolver.name("rebind.hostile", "127.0.0.2", "127.0.0.1");
    GuardedClient client = client();
    client.check(url("rebind.hostile"));
    assertThatThrownBy(() -> bytes(client, url("rebind.hostile")))
        .isInstanceOf(FetchException.Refused.class);
    nobodyCame();
    assertThat(open.connections()).isZero();
  }

  @Test
  void aNameThatChangesBetweenTheJudgementAndTheConnectionGainsNothing() throws Exception {
    HostileResolver.name("rebind.hostile", "127.0.0.2", "127.0.0.1");

    assertThat(bytes(client(), url("rebind.hostile"))).isEqualTo(DATA);

    // One question: the connection went to the answer that was judged.
    assertThat(HostileResolver.questions("rebind.hostile")).isOne();
    nobodyCame();
  }

  @Test
  void aNameThatChangesBetweenRedirectsGainsNothing() throws Exception {
    HostileResolver.name("rebind.hostile", "127.0.0.2", "127.0.0.1");
    script = (_, out) -> write(out, 302, "Location: /again\r\n");

    assertThatThrownBy(() -> bytes(client(), url("rebind.hostile")))
        .isInstanceOf(FetchException.Refused.class);

    assertThat(open.connections()).isOne();
    nobodyCame();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.2,127.0.0.1",
        "127.0.0.1,127.0.0.2",
        "::1",
        "127.0.0.2,::1",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "::",
        "169.254.169.254",
        "fe80::1",
        "64:ff9b::7f00:1"
      })
  void aNameIsAsGoodAsItsWorstAddress(String answer) throws Exception {
    HostileResolver.name("worst.hostile", answer);

    assertThatThrownBy(() -> client().check(url("worst.hostile")))
        .isInstanceOf(FetchException.Refused.class);
    assertThatThrownBy(() -> bytes(client(), url("worst.hostile")))
        .isInstanceOf(FetchException.Refused.class);

    nobodyCame();
    assertThat(open.connections()).isZero();
  }

  /// With each question another answer, a thousand times: whatever comes, it comes from the open
  /// server.
  @Test
  void aNameThatFlickersReachesNothingElse() throws Exception {
    String[] answers = new String[1000];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = i % 2 == 0 ? "127.0.0.2" : i % 3 == 0 ? "::1" : "127.0.0.1";
    }
    HostileResolver.name("flicker.hostile", answers);
    int fetched = 0;
    for (int i = 0; i < answers.length; i++) {
      try {
        assertThat(bytes(client(), url("flicker.hostile"))).isEqualTo(DATA);
        fetched++;
      } catch (FetchException.Refused e) {
        assertThat(e).hasMessageNotContaining("127.0.0.1");
      }
    }
    assertThat(fetched).isEqualTo(500);
    nobodyCame();
  }

  @Test
  void whatProvesTheCallerGoesToTheServerThatWasNamedAlone() throws Exception {
    HostileResolver.name("other.hostile", "127.0.0.2");
    script =
        (request, out) -> {
          if (request.startsWith("GET /disk ") && request.contains("Host: 127.0.0.2:")) {
            write(out, 307, "Location: /same\r\n");
          } else if (request.startsWith("GET /same ")) {
            write(out, 307, "Location: " + url("other.hostile") + "\r\n");
          } else {
            write(out, DATA);
          }
        };
    FetchRequest request =
        new FetchRequest(
                Method.GET, url("127.0.0.2"), Optional.empty(), Optional.of("Bearer of-the-caller"))
            .withToken("token-of-the-caller");

    try (Fetched fetched = client().ask(request)) {
      assertThat(fetched.body().readAllBytes()).isEqualTo(DATA);
    }

    assertThat(open.requests).hasSize(3);
    for (String toTheNamed : open.requests.subList(0, 2)) {
      assertThat(toTheNamed)
          .contains("X-Auth-Token: token-of-the-caller\n", "Authorization: Bearer of-the-caller\n");
    }
    assertThat(open.requests.getLast()).contains("other.hostile").doesNotContain("of-the-caller");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\tb", "a\u0000b"})
  void noAddressAddsToTheRequest(String path) {
    assertThatThrownBy(() -> bytes(client(), url("127.0.0.2") + path))
        .isInstanceOf(FetchException.class);
    assertThat(open.requests).isEmpty();
  }

  @Test
  void escapesStayEscaped() throws Exception {
    bytes(
        client(), url("127.0.0.2") + "%0d%0aX-Evil:%201?q=%0a#%0d%0aX-Evil: 1".replace(" ", "%20"));

    assertThat(open.requests)
        .singleElement()
        .asString()
        .startsWith("GET /disk%0d%0aX-Evil:%201?q=%0a HTTP/1.1\n")
        .doesNotContain("\nX-Evil");
  }

  /// A server that has no end, in every place where one may have none.
  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK\\r\\n', 'X: y\\r\\n'",
    "'HTTP/1.1 200 OK\\r\\nX: ', 'yyyyyyyy'",
    "'', 'HTTP/1.1 100 Continue\\r\\n\\r\\n'",
    "'', 'zzzzzzzz'",
    "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n', '0'",
    "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1;', 'x=y;'",
    "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n', 'T: y\\r\\n'"
  })
  void headsWithoutEndAreCutByTheirLength(String beginning, String again) throws Exception {
    AtomicLong sent = new AtomicLong();
    script = (_, out) -> repeat(out, beginning, again, sent);

    assertThatThrownBy(() -> bytes(client(), url("127.0.0.2")))
        .isInstanceOf(FetchException.Failed.class);

    // Not by time: no more came than buffers on the way hold.
    assertThat(sent.get()).isLessThan(64 << 20);
  }

  /// Bodies have no length of their own that a client could know: whoever reads stops when it has
  /// enough, and the time for the whole ends the rest.
  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK\\r\\n\\r\\n', 'xxxxxxxx'",
    "'HTTP/1.1 200 OK\\r\\nContent-Length: 999999999999999999\\r\\n\\r\\n', 'xxxxxxxx'",
    "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n', '8\\r\\nxxxxxxxx\\r\\n'",
    "'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n', '1\\r\\nx\\r\\n'"
  })
  void bodiesWithoutEndEndInTime(String beginning, String again) throws Exception {
    AtomicLong sent = new AtomicLong();
    script = (_, out) -> repeat(out, beginning, again, sent);
    GuardedClient client =
        client(new GuardedClient.Limits(Duration.ofSeconds(5), Duration.ofMillis(500)));

    try (Fetched fetched = client.get(url("127.0.0.2"))) {
      InputStream body = fetched.body();
      byte[] buffer = new byte[64 << 10];
      long began = System.nanoTime();
      assertThatThrownBy(
              () -> {
                while (body.read(buffer) >= 0) {
                  // There is always more.
                }
              })
          .isInstanceOf(FetchException.Failed.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
    awaitEnd(sent);
  }

  @Test
  void whoHasEnoughLeavesTheRest() throws Exception {
    AtomicLong sent = new AtomicLong();
    script = (_, out) -> repeat(out, "HTTP/1.1 200 OK\r\n\r\n", "xxxxxxxx", sent);

    try (Fetched fetched = client().get(url("127.0.0.2"))) {
      assertThat(fetched.body().readNBytes(1 << 20)).hasSize(1 << 20);
    }

    awaitEnd(sent);
  }

  @Test
  void noMoreIsReadThanWasAnnounced() throws Exception {
    AtomicLong sent = new AtomicLong();
    script =
        (_, out) -> repeat(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "xxxxxxxx", sent);

    assertThat(bytes(client(), url("127.0.0.2"))).asString().isEqualTo("xxxxx");

    awaitEnd(sent);
  }

  @Test
  void aServerThatOnlyListensIsLeft() throws Exception {
    script = (_, _) -> pause(20_000);
    GuardedClient client =
        client(new GuardedClient.Limits(Duration.ofMillis(200), Duration.ofSeconds(20)));
    assertThatThrownBy(() -> bytes(client, url("127.0.0.2")))
        .isInstanceOf(FetchException.Failed.class);
  }

  /// The server notices that its client is gone, so nothing is read any more.
  private static void awaitEnd(AtomicLong sent) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      long before = sent.get();
      Thread.sleep(50);
      if (sent.get() == before) {
        return;
      }
    }
    throw new AssertionError("somebody still reads");
  }

  private static void repeat(OutputStream out, String beginning, String again, AtomicLong sent)
      throws IOException {
    out.write(unescaped(beginning).getBytes(ISO_8859_1));
    byte[] more = unescaped(again).repeat(8 << 10).getBytes(ISO_8859_1);
    while (true) {
      out.write(more);
      sent.addAndGet(more.length);
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
