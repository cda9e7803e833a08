package dev.vitrine.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageReader;
import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.ImageWriter;
import dev.vitrine.backend.http.WebFolder.Shortcoming;
import dev.vitrine.backend.testkit.ImageReadContract;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.FetchRules.Choice;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.fetch.Proxies;
import dev.vitrine.fetch.Redirects;
import dev.vitrine.fetch.testkit.ScriptedNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading from a server that does what it should, and from those that do not.
@Timeout(20)
class HttpImageStoreTest extends ImageReadContract {
  private static final FetchRules RULES =
      new FetchRules(
          new Choice<>(Set.of("http", "https"), Set.of()),
          new Choice<>(Set.of(), Set.of("forbidden.example")),
          new Choice<>(Set.of(), Set.of()),
          _ -> false);

  private final WebFolder folder = new WebFolder();
  private final ScriptedNetwork web;

  HttpImageStoreTest() throws IOException {
    web = new ScriptedNetwork(folder);
    web.name("images.example", "93.184.216.34");
  }

  @Override
  protected ImageStore open() {
    return store(web, Proxies.none());
  }

  private static HttpImageStore store(ScriptedNetwork web, Proxies proxies) {
    return new HttpImageStore(
        new GuardedClient(
            RULES,
            web,
            new GuardedClient.Limits(Duration.ofMillis(500), Duration.ofSeconds(10)),
            new Redirects(Set.of(301, 302), 5),
            proxies));
  }

  @AfterEach
  void closeServer() throws IOException {
    web.close();
  }

  @Override
  protected ImageUri place(byte[] bytes) {
    String name = UUID.randomUUID().toString();
    folder.files.put(name, bytes);
    return uriOf(name);
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri("https://images.example/" + imageId);
  }

  @ParameterizedTest
  @EnumSource(
      value = Shortcoming.class,
      names = {"NO_RANGES", "NO_HEAD", "NO_LENGTHS", "CHUNKS"})
  void readsRangesOfServersWithShortcomings(Shortcoming shortcoming) throws Exception {
    folder.shortcomings.add(shortcoming);
    byte[] bytes = SeededData.random(10, 400_000);
    ImageUri uri = place(bytes);

    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    assertThat(read(uri, 300_000, 50_000)).isEqualTo(Arrays.copyOfRange(bytes, 300_000, 350_000));
  }

  @Test
  void aServerWithoutRangesMayStillBeShorterThanAskedFor() throws Exception {
    folder.shortcomings.add(Shortcoming.NO_RANGES);
    ImageUri uri = place(new byte[1_000]);
    for (Shortcoming more : new Shortcoming[] {Shortcoming.NO_LENGTHS, Shortcoming.CHUNKS}) {
      folder.shortcomings.add(more);

      assertThatThrownBy(() -> read(uri, 900, 101)).isInstanceOf(ImageStoreException.Damaged.class);
      assertThatThrownBy(() -> read(uri, 2_000, 1)).isInstanceOf(ImageStoreException.Damaged.class);
    }
  }

  @Test
  void doesNotReadALongWayToTheFirstByteThatIsWanted() throws Exception {
    folder.shortcomings.add(Shortcoming.NO_RANGES);
    folder.shortcomings.add(Shortcoming.NO_LENGTHS);
    ImageUri uri = place(new byte[10]);

    assertThatThrownBy(() -> store().open(uri, Answers.MOST_SKIPPED_BYTES + 1, 1))
        .isInstanceOf(ImageStoreException.Unsupported.class);
  }

  @Test
  void asksForTheFirstByteWhereHeadDoesNotSayTheLength() throws Exception {
    folder.shortcomings.add(Shortcoming.NO_HEAD);

    assertThat(store().length(place(new byte[4_321]))).hasValue(4_321);
    assertThat(store().length(place(new byte[0]))).hasValue(0);
    assertThatThrownBy(() -> store().length(uriOf("absent")))
        .isInstanceOf(ImageStoreException.NotFound.class);
  }

  @Test
  void doesNotKnowALengthThatTheServerDoesNotSay() throws Exception {
    folder.shortcomings.add(Shortcoming.NO_LENGTHS);
    folder.shortcomings.add(Shortcoming.NO_RANGES);

    assertThat(store().length(place(new byte[7]))).isEqualTo(OptionalLong.empty());
  }

  @Test
  void neverTakesAnotherRangeForTheOneAskedFor() {
    folder.shortcomings.add(Shortcoming.WRONG_RANGES);
    ImageUri uri = place(SeededData.random(11, 1_000));

    assertThatThrownBy(() -> read(uri, 500, 100))
        .isInstanceOf(ImageStoreException.Unavailable.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Shortcoming.class,
      names = {"NO_HEAD", "CHUNKS"}) // the first one changes nothing here
  void aConnectionThatBreaksMayBeBetterNextTime(Shortcoming shortcoming) throws Exception {
    folder.shortcomings.add(shortcoming);
    byte[] bytes = SeededData.random(12, 1_000_000);
    ImageUri uri = place(bytes);
    folder.cutAtByte = 700_000;
    try (ImageReader reader = store().open(uri, 0, bytes.length)) {
      assertThatThrownBy(() -> rest(reader)).isInstanceOf(ImageStoreException.Unavailable.class);
    }

    assertThat(read(uri, 700_000, 300_000))
        .isEqualTo(Arrays.copyOfRange(bytes, 700_000, 1_000_000));
  }

  @ParameterizedTest
  @CsvSource({
    "401, Denied",
    "403, Denied",
    "404, NotFound",
    "410, NotFound",
    "400, Malformed",
    "303, Malformed",
    "308, Malformed",
    "408, Unavailable",
    "429, Unavailable",
    "500, Unavailable",
    "503, Unavailable"
  })
  void saysWhatARefusalMeans(int status, String meaning) {
    folder.status = status;
    ImageUri uri = place(new byte[100]);

    assertThatThrownBy(() -> store().length(uri))
        .hasToString(meaningOf(meaning, uri, status))
        .isInstanceOf(ImageStoreException.class);
    assertThatThrownBy(() -> store().open(uri, 0, 100))
        .hasToString(meaningOf(meaning, uri, status));
  }

  private static String meaningOf(String meaning, ImageUri uri, int status) {
    return ImageStoreException.class.getName()
        + "$"
        + meaning
        + ": "
        + uri
        + ": the server answers "
        + status;
  }

  @Test
  void aServerThatIsSilentIsUnavailableSoon() throws Exception {
    try (ScriptedNetwork silent = new ScriptedNetwork((_, _) -> pause());
        HttpImageStore store = store(silent, Proxies.none())) {
      silent.name("images.example", "93.184.216.34");

      assertThatThrownBy(() -> store.open(uriOf("x"), 0, 1))
          .isInstanceOf(ImageStoreException.Unavailable.class);
    }
  }

  @Test
  void followsFiveRedirectsAndNoMore() throws Exception {
    byte[] bytes = {1, 2, 3};
    folder.files.put("6", bytes);
    try (ScriptedNetwork moved =
        new ScriptedNetwork((request, out) -> {
          int at = request.charAt(request.indexOf('/') + 1) - '0';
          if (at < 6) {
            String to = "HTTP/1.1 302 Found\r\nLocation: /" + (at + 1) + "\r\n\r\n";
            out.write(to.getBytes(ISO_8859_1));
          } else {
            folder.answer(request, out);
          }
        })) {
      moved.name("images.example", "93.184.216.34");
      HttpImageStore store = store(moved, Proxies.none());

      assertThat(store.length(uriOf("1"))).hasValue(3);
      assertThatThrownBy(() -> store.length(uriOf("0")))
          .isInstanceOf(ImageStoreException.Unavailable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/x",
        "http://[::1]:9292/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/x",
        "http://inside.example/x",
        "http://user:word@inside.example/x",
        "http://forbidden.example/x"
      })
  void goesNowhereInside(String address) {
    web.name("inside.example", "93.184.216.34,10.0.0.1");
    web.name("forbidden.example", "93.184.216.34");
    ImageUri uri = new ImageUri(address);

    assertThatThrownBy(() -> store().length(uri)).isInstanceOf(ImageStoreException.Denied.class);
    assertThatThrownBy(() -> store().open(uri, 0, 1))
        .isInstanceOf(ImageStoreException.Denied.class);
    assertThat(web.connections).isEmpty();
  }

  @Test
  void isNotLedInsideByARedirect() throws Exception {
    try (ScriptedNetwork leading =
        ScriptedNetwork.answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/x\r\n\r\n")) {
      leading.name("images.example", "93.184.216.34");
      HttpImageStore store = store(leading, Proxies.none());

      assertThatThrownBy(() -> store.open(uriOf("x"), 0, 1))
          .isInstanceOf(ImageStoreException.Denied.class);
      assertThat(leading.connections).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http:///x", "http://images.example/a b", "http://?x"})
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> store().length(new ImageUri(address)))
        .isInstanceOf(ImageStoreException.Malformed.class);
  }

  @Test
  void showsNameAndPasswordToTheServerThatTheyAreFor() throws Exception {
    folder.files.put("x", new byte[1]);
    ImageUri uri = new ImageUri("http://Al%40ddin:open%20sesame@images.example/x?signature=s3cret");

    assertThat(read(uri, 0, 1)).hasSize(1);
    assertThat(web.requests.getFirst())
        .contains("Authorization: Basic QWxAZGRpbjpvcGVuIHNlc2FtZQ==")
        .contains("GET /x?signature=s3cret HTTP/1.1")
        .doesNotContain("@images");

    folder.status = 403;
    assertThatThrownBy(() -> read(uri, 0, 1))
        .hasMessage("http://images.example/x: the server answers 403");
  }

  @Test
  void takesNoPasswordToAnotherServer() throws Exception {
    try (ScriptedNetwork leading =
        new ScriptedNetwork((request, out) -> {
          if (request.contains("Host: other.example")) {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".getBytes(ISO_8859_1));
          } else {
            out.write(
                "HTTP/1.1 301 Moved\r\nLocation: http://other.example/\r\n\r\n"
                    .getBytes(ISO_8859_1));
          }
        })) {
      leading.name("images.example", "93.184.216.34");
      leading.name("other.example", "93.184.216.35");
      HttpImageStore store = store(leading, Proxies.none());

      assertThat(store.length(new ImageUri("http://name:word@images.example/"))).hasValue(9);
      assertThat(leading.requests.getFirst()).contains("Authorization");
      assertThat(leading.requests.getLast()).doesNotContain("Authorization");
    }
  }

  @Test
  void asksThroughAProxy() throws Exception {
    folder.files.put("x", new byte[] {4, 5, 6});
    web.name("proxy.example", "10.1.1.1");
    web.name("known.to.the.proxy.example", "");
    web.name("inside.example", "10.0.0.1");
    HttpImageStore store =
        store(web, new Proxies(Map.of("http", new Proxies.Proxy("proxy.example", 3128))));

    assertThat(store.length(new ImageUri("http://known.to.the.proxy.example/x"))).hasValue(3);
    assertThat(web.requests.getFirst())
        .startsWith("HEAD http://known.to.the.proxy.example/x HTTP/1.1");
    assertThat(web.connections).allSatisfy(to -> assertThat(to.getPort()).isEqualTo(3128));
    assertThatThrownBy(() -> store.length(new ImageUri("http://inside.example/x")))
        .isInstanceOf(ImageStoreException.Denied.class);
  }

  @Test
  void isOnlyRead() {
    assertThat(store().capabilities()).isEqualTo(new ImageStore.Capabilities(false, false, true));
    assertThatThrownBy(
            () -> store().newWriter(new ImageWriter.Announced("x", OptionalLong.empty())))
        .isInstanceOf(ImageStoreException.Unsupported.class);
    assertThatThrownBy(() -> store().delete(uriOf("x")))
        .isInstanceOf(ImageStoreException.Unsupported.class);
  }

  private static void pause() {
    try {
      Thread.sleep(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
