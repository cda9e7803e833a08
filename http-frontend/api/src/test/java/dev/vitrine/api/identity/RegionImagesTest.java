package dev.vitrine.api.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.catalog.ImportSource;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.fetch.FetchRules;
import dev.vitrine.fetch.FetchRules.Choice;
import dev.vitrine.fetch.Fetched;
import dev.vitrine.fetch.GuardedClient;
import dev.vitrine.fetch.Network;
import dev.vitrine.images.RemoteImages.Remote;
import dev.vitrine.images.access.Proof;
import dev.vitrine.images.access.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegionImagesTest {
  private static final String ID = "5f6f2d3c-8f0c-4b2e-9d4a-3c2b1a098765";
  private static final Proof PROOF = new Proof("callers-token");
  private static final ImportSource.Region HERE = new ImportSource.Region("one", ID, "public");

  private final Map<String, LocalServer.Reply> replies = new ConcurrentHashMap<>();
  private LocalServer server;

  /// One server is Keystone and an image service, each below a path of its own.
  @BeforeEach
  void start() throws IOException {
    server =
        new LocalServer(asked -> {
          if (asked.method().equals("POST")) {
            return new LocalServer.Reply(
                201,
                "{\"token\":{\"expires_at\":\"2999-01-01T00:00:00Z\"}}",
                "X-Subject-Token",
                "session");
          }
          return replies.getOrDefault(asked.target(), new LocalServer.Reply(404, "{}"));
        });
    replies.put(
        "/v3/auth/catalog",
        new LocalServer.Reply(
            200,
            """
            {"catalog":[{"type":"image","endpoints":[
             {"interface":"public","region_id":"one","url":"%s"}]}]}
            """
                .formatted(server.url("/image/"))));
    replies.put(
        "/image/v2/images/" + ID,
        new LocalServer.Reply(
            200,
            """
            {"id":"x","status":"active","disk_format":"qcow2","container_format":"bare","size":4,
             "hw_disk_bus":"scsi","tags":["a"],"speed":"88","owner":"p","min_ram":1}
            """));
    replies.put("/image/v2/images/" + ID + "/file", new LocalServer.Reply(200, "data"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CallerEndpoints endpoints() throws Exception {
    return CallerEndpoints.open(
        new KeystoneAccess(
            server.url("/"),
            new KeystoneAccess.Account.Password(
                new KeystoneAccess.Account.Named(null, "glance", "default", null), "secret", null),
            "internal",
            null,
            new ClientTls(null, null, null, false),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            0));
  }

  private static RegionImages regions(
      CallerEndpoints endpoints, Predicate<InetAddress> privateNetworks) {
    return new RegionImages(endpoints, client(privateNetworks), client(privateNetworks));
  }

  private static GuardedClient client(Predicate<InetAddress> privateNetworks) {
    FetchRules rules =
        new FetchRules(
            new Choice<>(Set.of("http"), Set.of()),
            new Choice<>(Set.of(), Set.of()),
            new Choice<>(Set.of(), Set.of()),
            privateNetworks);
    return new GuardedClient(rules, Network.system(), GuardedClient.Limits.defaults());
  }

  @Test
  void areAskedForWithTheTokenOfTheCaller() throws Exception {
    try (CallerEndpoints endpoints = endpoints()) {
      Remote remote = regions(endpoints, InetAddress::isLoopbackAddress).find(PROOF, HERE);

      assertThat(remote.status()).isEqualTo("active");
      assertThat(remote.diskFormat()).isEqualTo("qcow2");
      assertThat(remote.sizeBytes()).isEqualTo(4);
      assertThat(remote.properties()).containsOnlyKeys("hw_disk_bus", "speed");
      try (Fetched data = remote.data().open()) {
        assertThat(new String(data.body().readAllBytes(), UTF_8)).isEqualTo("data");
      }
    }
    assertThat(server.asked.stream().filter(asked -> asked.target().startsWith("/image/")))
        .hasSize(2)
        .allSatisfy(asked ->
            assertThat(asked.headers().getFirst("X-Auth-Token")).isEqualTo("callers-token"));
  }

  @Test
  void areRefusedWhereThereAreNone() throws Exception {
    try (CallerEndpoints endpoints = endpoints()) {
      RegionImages regions = regions(endpoints, InetAddress::isLoopbackAddress);
      refuses(regions, PROOF, new ImportSource.Region("two", ID, "public"), "region two");
      refuses(regions, PROOF, new ImportSource.Region("one", ID, "internal"), "internal");
      refuses(regions, PROOF, new ImportSource.Region("one", "0", "public"), "404");
      refuses(regions, Proof.NONE, HERE, "import again");
      replies.put("/image/v2/images/" + ID, new LocalServer.Reply(200, "<html>"));
      refuses(regions, PROOF, HERE, "no sensible answer");
      refuses(regions(endpoints, _ -> false), PROOF, HERE, "not allowed");
    }
  }

  private static void refuses(
      RegionImages regions, Proof proof, ImportSource.Region wanted, String message) {
    assertThatThrownBy(() -> regions.find(proof, wanted))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("callers-token");
  }
}
