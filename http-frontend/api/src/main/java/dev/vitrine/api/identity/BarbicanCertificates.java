package dev.vitrine.api.identity;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.CertificateSource;
import dev.vitrine.images.Proof;
import dev.vitrine.signatures.CertificateId;
import dev.vitrine.signatures.Certificates;
import dev.vitrine.signatures.EncodedCertificate;
import dev.vitrine.signatures.SignatureFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Certificates that a Barbican keeps as secrets, each asked for with the token of the caller whose
/// image names it: who may not read the secret cannot sign with it. Remembers nothing.
///
/// Thread-safe; answers or fails within a few seconds. To be closed when nobody asks any more.
public final class BarbicanCertificates implements CertificateSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BarbicanCertificates.class);
  private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
  private static final String VERSION = "/v1";

  private final BoundedClient client;
  private final Guard guard;
  private final Place place;

  private BarbicanCertificates(BoundedClient client, Guard guard, Place place) {
    this.client = client;
    this.guard = guard;
    this.place = place;
  }

  /// Where the Barbican is.
  public sealed interface Place {
    /// There.
    record At(URI endpoint) implements Place {}

    /// Where the caller's catalog says.
    record InCatalog(CallerEndpoints endpoints, CallerEndpoints.Wanted wanted) implements Place {}
  }

  /// @param retries how often to try again to connect
  public static BarbicanCertificates open(Place place, ClientTls tls, int retries)
      throws IOException, GeneralSecurityException {
    return new BarbicanCertificates(
        new BoundedClient("Barbican", tls.context(), CONNECTS_WITHIN, ANSWERS_WITHIN),
        new Guard("Barbican", CONNECTS_WITHIN.plus(ANSWERS_WITHIN), retries),
        place);
  }

  @Override
  public Certificates shownTo(Proof proof) {
    return id -> certificate(proof, CertificateId.of(id));
  }

  private X509Certificate certificate(Proof proof, CertificateId id)
      throws SignatureFailure, InterruptedException {
    String token = proof.token();
    if (token == null) {
      throw new SignatureFailure(
          "the certificate can only be had with the token of whoever brought the data, and that is"
              + " not known any more: try again");
    }
    try {
      String secret = barbican(proof) + "/secrets/" + id;
      byte[] description = ask(secret, "application/json", token, id);
      Json types = new Json(JsonReader.parse(description)).at("content_types");
      String type = types.at("default").text();
      if (type == null) {
        throw new SignatureFailure("the certificate " + id + " has no content");
      }
      return EncodedCertificate.read(ask(secret + "/payload", type, token, id));
    } catch (AuthorityUnavailable e) {
      LOG.warn("A certificate could not be fetched: {}", e.getMessage());
      throw new SignatureFailure("the certificate cannot be had at present", e);
    } catch (MalformedJson | IllegalArgumentException e) {
      throw new SignatureFailure("Barbican's answer makes no sense", e);
    }
  }

  private String barbican(Proof proof)
      throws AuthorityUnavailable, SignatureFailure, InterruptedException {
    Optional<URI> found =
        switch (place) {
          case Place.At(URI endpoint) -> Optional.of(endpoint);
          case Place.InCatalog(CallerEndpoints endpoints, CallerEndpoints.Wanted wanted) ->
              endpoints.find(proof, wanted);
        };
    String url =
        found
            .orElseThrow(() -> new SignatureFailure("the cloud has no keeper of certificates"))
            .toString();
    String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    return bare.endsWith(VERSION) ? bare : bare + VERSION;
  }

  private byte[] ask(String url, String type, String token, CertificateId id)
      throws AuthorityUnavailable, SignatureFailure, InterruptedException {
    HttpResponse<byte[]> response =
        guard.ask(
            "certificate",
            () -> {
              HttpResponse<byte[]> answer =
                  client.send(
                      client
                          .request(URI.create(url))
                          .setHeader("Accept", type)
                          .header("X-Auth-Token", token)
                          .GET()
                          .build());
              if (answer.statusCode() >= 500) {
                throw new AuthorityUnavailable(
                    "Barbican answers " + answer.statusCode(), true, null);
              }
              return answer;
            });
    return switch (response.statusCode()) {
      case 200 -> response.body();
      case 401, 403 ->
          throw new SignatureFailure("the certificate " + id + " is not for the caller");
      case 404 -> throw new SignatureFailure("there is no certificate " + id);
      default ->
          throw new SignatureFailure(
              "Barbican answers %d when asked for the certificate %s"
                  .formatted(response.statusCode(), id));
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
