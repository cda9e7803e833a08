package dev.vitrine.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.backend.ImageStore;
import dev.vitrine.backend.ImageStoreException;
import dev.vitrine.backend.ImageUri;
import dev.vitrine.backend.testkit.ImageReadContract;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.FetchRules.Choice;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.fetch.Network;
import dev.vitrine.fetch.Proxies;
import dev.vitrine.fetch.Redirects;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract with an nginx; `tools/acceptance/backends` starts one.
@Tag("services")
class HttpServiceTest extends ImageReadContract {

  @Override
  protected ImageStore open() {
    return store(InetAddress::isLoopbackAddress);
  }

  private static HttpImageStore store(Predicate<InetAddress> privateNetworks) {
    return new HttpImageStore(
        new GuardedClient(
            new FetchRules(
                new Choice<>(Set.of("http", "https"), Set.of()),
                new Choice<>(Set.of(), Set.of()),
                new Choice<>(Set.of(), Set.of()),
                privateNetworks),
            Network.system(new ClientTls(Path.of(environment("NGINX_CA_FILE")), null, null, false)),
            new GuardedClient.Limits(Duration.ofSeconds(5), Duration.ofSeconds(60)),
            new Redirects(Set.of(301, 302), 5),
            Proxies.none()));
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set");
    }
    return value;
  }

  private static String placed(byte[] bytes) throws IOException {
    String name = UUID.randomUUID().toString();
    Files.write(Path.of(environment("NGINX_FOLDER"), name), bytes);
    return name;
  }

  @Override
  protected ImageUri place(byte[] bytes) throws IOException {
    return uriOf(placed(bytes));
  }

  @Override
  protected ImageUri uriOf(String imageId) {
    return new ImageUri(environment("NGINX_URL") + "/" + imageId);
  }

  @Test
  void readsOverTls() throws Exception {
    byte[] bytes = SeededData.random(51, 700_000);
    ImageUri uri = new ImageUri(environment("NGINX_TLS_URL") + "/" + placed(bytes));

    assertThat(store().length(uri)).hasValue(bytes.length);
    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    assertThat(read(uri, 600_000, 9)).isEqualTo(Arrays.copyOfRange(bytes, 600_000, 600_009));
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "slow", "moved"})
  void readsAllTheSame(String path) throws Exception {
    byte[] bytes = SeededData.random(52, 4_000_000);
    ImageUri uri = uriOf(path + "/" + placed(bytes));

    assertThat(store().length(uri)).hasValue(bytes.length);
    assertThat(read(uri, 0, bytes.length)).isEqualTo(bytes);
    assertThat(read(uri, 3_000_000, 77)).isEqualTo(Arrays.copyOfRange(bytes, 3_000_000, 3_000_077));
  }

  @Test
  void showsTheServerItsPassword() throws Exception {
    byte[] bytes = SeededData.random(53, 10_000);
    String name = placed(bytes);
    String server =
        "http://"
            + environment("NGINX_USER")
            + ":"
            + environment("NGINX_PASSWORD")
            + environment("NGINX_URL").replace("http://", "@");

    assertThat(read(new ImageUri(server + "/inside/" + name), 0, bytes.length)).isEqualTo(bytes);
    assertThatThrownBy(() -> read(uriOf("inside/" + name), 0, bytes.length))
        .isInstanceOf(ImageStoreException.Denied.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"away", "cut"})
  void aServerThatRefusesOrCutsIsAway(String path) throws Exception {
    ImageUri uri = uriOf(path + "/" + placed(new byte[100]));

    assertThatThrownBy(() -> store().length(uri))
        .isInstanceOf(ImageStoreException.Unavailable.class);
    assertThatThrownBy(() -> read(uri, 0, 100)).isInstanceOf(ImageStoreException.Unavailable.class);
  }

  @Test
  void aServerInsideIsNotReadUnlessItsNetworkIsOpened() throws Exception {
    ImageUri uri = place(new byte[100]);
    try (HttpImageStore strict = store(_ -> false)) {
      assertThatThrownBy(() -> strict.open(uri, 0, 100))
          .isInstanceOf(ImageStoreException.Denied.class);
    }
  }
}
