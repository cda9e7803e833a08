package dev.vitrine.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.identity.Barbican.Place;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.access.Proof;
import dev.vitrine.signatures.Certificates;
import dev.vitrine.signatures.SignatureFailure;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BarbicanCertificatesTest {
  private static final String ID = "5f6f2d3c-8f0c-4b2e-9d4a-3c2b1a098765";
  private static final Proof PROOF = new Proof("callers-token");

  /// Of a key that nobody has.
  private static final String PEM =
      """
      -----BEGIN CERTIFICATE-----
      MIIBeDCCAR+gAwIBAgIUBh+QNun6SbtbZDEOc4sjvQJNFC0wCgYIKoZIzj0EAwIw
      ETEPMA0GA1UEAwwGc2lnbmVyMCAXDTI2MTEyMTEyMjQyMFoYDzIxMjYxMDI4MTIy
      NDIwWjARMQ8wDQYDVQQDDAZzaWduZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
      AAQHvCqomOdFcX/BmOyfYxo5VSaJCfFznr8oIQG1FGam/ddw7w0WKnLL8ShjWxxE
      3akINCNgwGHMl3EWVb3tTyDAo1MwUTAdBgNVHQ4EFgQUFJYvYarG2+QnHHH0M+SU
      xzPHzbowHwYDVR0jBBgwFoAUFJYvYarG2+QnHHH0M+SUxzPHzbowDwYDVR0TAQH/
      BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiB1s4f4gmFtGv2Gmd8yWXldl6npdDC9
      XdRiaTFp/SWjZwIgQmkSTzmldc5a3ctKNO4fEVw4hni8Tqu1i5VPWFCRp/0=
      -----END CERTIFICATE-----
      """;

  private static final ClientTls TLS = new ClientTls(null, null, null, false);

  private final Map<String, LocalServer.Reply> replies = new ConcurrentHashMap<>();
  private LocalServer server;

  /// One server is Keystone and Barbican, each below a path of its own.
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
    keep("", "{\"content_types\":{\"default\":\"text/plain\"}}");
    keep("/payload", PEM);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void keep(String what, String content) {
    replies.put("/key-manager/v1/secrets/" + ID + what, new LocalServer.Reply(200, content));
  }

  private Barbican at(String path) throws Exception {
    return Barbican.open(new Place.At(server.url(path)), TLS, 0);
  }

  private static Certificates in(Barbican barbican, Proof proof) {
    return new BarbicanCertificates(barbican).shownTo(proof);
  }

  @Test
  void fetchesACertificateWithTheTokenOfTheCaller() throws Exception {
    for (String path : new String[] {"/key-manager", "/key-manager/", "/key-manager/v1"}) {
      try (Barbican barbican = at(path)) {
        assertThat(in(barbican, PROOF).get(ID).getSubjectX500Principal().getName())
            .isEqualTo("CN=signer");
      }
    }
    assertThat(server.asked)
        .allSatisfy(asked ->
            assertThat(asked.headers().getFirst("X-Auth-Token")).isEqualTo("callers-token"));
    assertThat(server.asked.getLast().headers().getFirst("Accept")).isEqualTo("text/plain");
  }

  @Test
  void findsBarbicanInTheCallersCatalog() throws Exception {
    String catalog =
        """
        {"catalog":[{"type":"image","endpoints":[]},{"type":"key-manager","endpoints":[
         {"interface":"admin","region_id":"one","url":"http://192.0.2.1/"},
         {"interface":"public","region_id":"two","url":"http://192.0.2.1/"},
         {"interface":"public","region_id":"one","url":"%s"}]}]}
        """
            .formatted(server.url("/key-manager/"));
    replies.put("/v3/auth/catalog", new LocalServer.Reply(200, catalog));
    try (CallerEndpoints endpoints = endpoints();
        Barbican here = in(endpoints, "one");
        Barbican nowhere = in(endpoints, "three")) {
      assertThat(in(here, PROOF).get(ID)).isNotNull();
      assertThatThrownBy(() -> in(nowhere, PROOF).get(ID))
          .isInstanceOf(SignatureFailure.class)
          .hasMessageContaining("no keeper");
    }
  }

  private static Barbican in(CallerEndpoints endpoints, String region) throws Exception {
    return Barbican.open(
        new Place.InCatalog(endpoints, new CallerEndpoints.Wanted("key-manager", "public", region)),
        TLS,
        0);
  }

  private CallerEndpoints endpoints() throws Exception {
    return CallerEndpoints.open(
        new KeystoneAccess(
            server.url("/"),
            new KeystoneAccess.Account.Password(
                new KeystoneAccess.Account.Named(null, "glance", "default", null), "secret", null),
            "internal",
            null,
            TLS,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            0));
  }

  @Test
  void saysWhyThereIsNoCertificate() throws Exception {
    try (Barbican barbican = at("/key-manager")) {
      refuses(barbican, PROOF, "../" + ID, "no UUID");
      refuses(barbican, PROOF, ID.replace('5', '6'), "there is no certificate");
      refuses(barbican, Proof.NONE, ID, "try again");
      keep("/payload", "no certificate at all");
      refuses(barbican, PROOF, ID, "certificate");
      replies.put(
          "/key-manager/v1/secrets/" + ID + "/payload", new LocalServer.Reply(403, "secret"));
      refuses(barbican, PROOF, ID, "not for the caller");
      keep("", "{\"content_types\":null}");
      refuses(barbican, PROOF, ID, "no content");
      keep("", "<html>");
      refuses(barbican, PROOF, ID, "makes no sense");
      replies.put("/key-manager/v1/secrets/" + ID, new LocalServer.Reply(500, "trouble"));
      refuses(barbican, PROOF, ID, "at present");
    }
    try (Barbican nowhere = Barbican.open(new Place.At(URI.create("http://127.0.0.1:9")), TLS, 0)) {
      refuses(nowhere, PROOF, ID, "at present");
    }
  }

  private static void refuses(Barbican barbican, Proof proof, String id, String message) {
    assertThatThrownBy(() -> in(barbican, proof).get(id))
        .isInstanceOf(SignatureFailure.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("callers-token");
  }
}
