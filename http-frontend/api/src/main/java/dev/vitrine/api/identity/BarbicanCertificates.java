package dev.vitrine.api.identity;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.images.CertificateSource;
import dev.vitrine.images.access.Proof;
import dev.vitrine.signatures.CertificateId;
import dev.vitrine.signatures.Certificates;
import dev.vitrine.signatures.EncodedCertificate;
import dev.vitrine.signatures.SignatureFailure;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Certificates that a Barbican keeps as secrets, each asked for with the token of the caller whose
/// image names it: who may not read the secret cannot sign with it. Remembers nothing.
///
/// Thread-safe; answers or fails within a few seconds.
public final class BarbicanCertificates implements CertificateSource {
  private static final Logger LOG = LoggerFactory.getLogger(BarbicanCertificates.class);

  private final Barbican barbican;

  /// The caller closes the Barbican.
  public BarbicanCertificates(Barbican barbican) {
    this.barbican = barbican;
  }

  @Override
  public Certificates shownTo(Proof proof) {
    return id -> certificate(proof, CertificateId.of(id));
  }

  private X509Certificate certificate(Proof proof, CertificateId id)
      throws SignatureFailure, InterruptedException {
    if (proof.token() == null) {
      throw new SignatureFailure(
          "the certificate can only be had with the token of whoever brought the data, and that is"
              + " not known any more: try again");
    }
    UUID secret = UUID.fromString(id.text());
    try {
      Barbican.Secrets secrets =
          barbican
              .shownTo(proof)
              .orElseThrow(() -> new SignatureFailure("the cloud has no keeper of certificates"));
      byte[] description = body(secrets.description(secret), id);
      Json types = new Json(JsonReader.parse(description)).at("content_types");
      String type = types.at("default").text();
      if (type == null) {
        throw new SignatureFailure("the certificate " + id + " has no content");
      }
      return EncodedCertificate.read(body(secrets.payload(secret, type), id));
    } catch (AuthorityUnavailable e) {
      LOG.warn("A certificate could not be fetched: {}", e.getMessage());
      throw new SignatureFailure("the certificate cannot be had at present", e);
    } catch (MalformedJson | IllegalArgumentException e) {
      throw new SignatureFailure("Barbican's answer makes no sense", e);
    }
  }

  private static byte[] body(HttpResponse<byte[]> response, CertificateId id)
      throws SignatureFailure {
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
}
