package dev.vitrine.signatures;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Which certificates may sign. Thread-safe.
public sealed interface Trust {

  /// Throws when the certificate may not.
  void require(X509Certificate certificate) throws SignatureFailure;

  /// Every certificate that is kept is trusted: who may keep some decides, as with Glance.
  record Kept() implements Trust {
    @Override
    public void require(X509Certificate certificate) {}
  }

  /// A certificate has to be issued by one of these, be valid today, and be for signatures.
  ///
  /// @param issuers authorities, intermediate ones among them
  record IssuedBy(List<X509Certificate> issuers, InstantSource clock) implements Trust {
    private static final int DIGITAL_SIGNATURE = 0;

    public IssuedBy {
      issuers = List.copyOf(issuers);
    }

    /// @param pem certificates of issuers, one after the other
    public static IssuedBy of(byte[] pem, InstantSource clock) throws SignatureFailure {
      List<X509Certificate> issuers = EncodedCertificate.readAll(pem);
      if (issuers.isEmpty()) {
        throw new SignatureFailure("there is no issuer of certificates");
      }
      return new IssuedBy(issuers, clock);
    }

    @Override
    public void require(X509Certificate certificate) throws SignatureFailure {
      boolean[] usage = certificate.getKeyUsage();
      if (usage != null && !usage[DIGITAL_SIGNATURE]) {
        throw new SignatureFailure("the certificate is not for signatures");
      }
      Set<TrustAnchor> anchors =
          issuers.stream().map(issuer -> new TrustAnchor(issuer, null)).collect(Collectors.toSet());
      try {
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(clock.instant()));
        CertPath path =
            CertificateFactory.getInstance("X.509", EncodedCertificate.BOUNCY_CASTLE)
                .generateCertPath(List.of(certificate));
        CertPathValidator.getInstance("PKIX", EncodedCertificate.BOUNCY_CASTLE)
            .validate(path, parameters);
      } catch (GeneralSecurityException e) {
        throw new SignatureFailure(
            "the certificate is not trusted: it is not valid today or not issued by whom it has to"
                + " be",
            e);
      }
    }
  }
}
