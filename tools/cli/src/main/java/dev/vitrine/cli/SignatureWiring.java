package dev.vitrine.cli;

import dev.vitrine.api.identity.Barbican;
import dev.vitrine.api.identity.BarbicanCertificates;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.SignatureOptions;
import dev.vitrine.images.CertificateSource;
import dev.vitrine.images.DataChecks;
import dev.vitrine.signatures.CertificateFolder;
import dev.vitrine.signatures.SignatureFailure;
import dev.vitrine.signatures.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/// The part of [Wiring] that decides by which certificates signatures are verified.
final class SignatureWiring {
  private SignatureWiring() {}

  /// @param barbican where callers' secrets are
  static DataChecks.Signatures signatures(Configuration configuration, Optional<Barbican> barbican)
      throws CommandFailure {
    return new DataChecks.Signatures(certificates(configuration, barbican), trust(configuration));
  }

  private static CertificateSource certificates(
      Configuration configuration, Optional<Barbican> barbican) {
    Optional<Path> folder = configuration.get(SignatureOptions.CERTIFICATES_DIR);
    if (folder.isPresent()) {
      CertificateFolder certificates = new CertificateFolder(folder.get());
      return _ -> certificates;
    }
    return barbican
        .<CertificateSource>map(BarbicanCertificates::new)
        .orElse(CertificateSource.NONE);
  }

  private static Trust trust(Configuration configuration) throws CommandFailure {
    Optional<Path> file = configuration.get(SignatureOptions.TRUSTED_FILE);
    if (file.isEmpty()) {
      return new Trust.Kept();
    }
    try {
      return Trust.IssuedBy.of(Files.readAllBytes(file.get()), InstantSource.system());
    } catch (IOException e) {
      throw CommandFailure.wrongUse(file.get() + " cannot be read: " + e.getMessage(), e);
    } catch (SignatureFailure e) {
      throw CommandFailure.wrongUse(file.get() + " names no issuers of certificates", e);
    }
  }
}
