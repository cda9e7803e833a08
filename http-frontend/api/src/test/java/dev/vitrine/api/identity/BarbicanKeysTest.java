package dev.vitrine.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.identity.Barbican.Place;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.KeyKeeper.KeyStays;
import dev.vitrine.images.access.Proof;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BarbicanKeysTest {
  private static final String ID = "5f6f2d3c-8f0c-4b2e-9d4a-3c2b1a098765";
  private static final Proof PROOF = new Proof("callers-token");
  private static final ClientTls TLS = new ClientTls(null, null, null, false);

  private volatile int status = 204;
  private LocalServer server;

  @BeforeEach
  void start() throws IOException {
    server = new LocalServer(_ -> new LocalServer.Reply(status, ""));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void delete(Proof proof, String id) throws Exception {
    try (Barbican barbican = Barbican.open(new Place.At(server.url("/key-manager")), TLS, 0)) {
      new BarbicanKeys(barbican).delete(proof, id);
    }
  }

  @Test
  void deletesAKeyWithTheTokenOfTheCaller() throws Exception {
    delete(PROOF, ID);

    LocalServer.Asked asked = server.asked.getLast();
    assertThat(server.asked).hasSize(1);
    assertThat(asked.method()).isEqualTo("DELETE");
    assertThat(asked.target()).isEqualTo("/key-manager/v1/secrets/" + ID);
    assertThat(asked.headers().getFirst("X-Auth-Token")).isEqualTo("callers-token");
  }

  @Test
  void asksForNothingButAKeyOfTheCallers() {
    stays(PROOF, "../orders/" + ID, "no UUID");
    stays(PROOF, "", "no UUID");
    stays(Proof.NONE, ID, "not known any more");

    assertThat(server.asked).isEmpty();
  }

  @Test
  void saysWhyAKeyStays() throws Exception {
    status = 403;
    stays(PROOF, ID, "may not");
    status = 404;
    stays(PROOF, ID, "there is none");
    status = 301;
    stays(PROOF, ID, "answers 301");
    status = 503;
    stays(PROOF, ID, "answers 503");
    try (Barbican nowhere = Barbican.open(new Place.At(URI.create("http://127.0.0.1:9")), TLS, 0)) {
      assertThatThrownBy(() -> new BarbicanKeys(nowhere).delete(PROOF, ID))
          .isInstanceOf(KeyStays.class);
    }
  }

  private void stays(Proof proof, String id, String message) {
    assertThatThrownBy(() -> delete(proof, id))
        .isInstanceOf(KeyStays.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("callers-token")
        .hasMessageNotContaining(ID);
  }
}
