package dev.vitrine.signatures;

import java.io.ByteArrayInputStream;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// Reads certificates, PEM or DER.
public final class EncodedCertificate {
  static final int CERTIFICATE_MAX_BYTES = 64 << 10;

  /// Never registered: whoever wants it names it.
  static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private EncodedCertificate() {}

  /// The first that there is.
  public static X509Certificate read(byte[] encoded) throws SignatureFailure {
    if (encoded.length > CERTIFICATE_MAX_BYTES) {
      throw new SignatureFailure("what is kept as the certificate is larger than any can be");
    }
    List<X509Certificate> all = readAll(encoded);
    if (all.isEmpty()) {
      throw new SignatureFailure("what is kept as the certificate is none");
    }
    return all.getFirst();
  }

  static List<X509Certificate> readAll(byte[] encoded) throws SignatureFailure {
    try {
      Collection<?> all =
          CertificateFactory.getInstance("X.509", BOUNCY_CASTLE)
              .generateCertificates(new ByteArrayInputStream(encoded));
      return all.stream()
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException | RuntimeException e) { // whatever a parser makes of garbage
      throw new SignatureFailure("what is kept as the certificate cannot be read", e);
    }
  }
}
