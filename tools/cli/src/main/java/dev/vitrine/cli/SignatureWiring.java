package dev.vitrine.cli;

import dev.vitrine.api.identity.BarbicanCertificates;
import dev.vitrine.api.identity.BarbicanCertificates.Place;
import dev.vitrine.api.identity.CallerEndpoints;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.IdentityOptions;
import dev.vitrine.cli.config.Pipeline;
import dev.vitrine.cli.config.SignatureOptions;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.CertificateSource;
import dev.vitrine.images.DataChecks;
import dev.vitrine.signatures.CertificateFolder;
import dev.vitrine.signatures.SignatureFailure;
import dev.vitrine.signatures.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Optional;

/// The part of [Wiring] that decides by which certificates signatures are verified.
final class SignatureWiring {
  private final Configuration configuration;
  private final Optional<CallerEndpoints> endpoints;

  /// @param endpoints where other services are; empty where callers have no catalogs
  SignatureWiring(Configuration configuration, Optional<CallerEndpoints> endpoints) {
    this.configuration = configuration;
    this.endpoints = endpoints;
  }

  /// @param parts what the checks hold open is added to it
  DataChecks.Signatures signatures(OpenParts parts) throws CommandFailure {
    return new DataChecks.Signatures(certificates(parts), trust());
  }

  private CertificateSource certificates(OpenParts parts) throws CommandFailure {
    Optional<Path> folder = configuration.get(SignatureOptions.CERTIFICATES_DIR);
    if (folder.isPresent()) {
      CertificateFolder certificates = new CertificateFolder(folder.get());
      return _ -> certificates;
    }
    if (configuration.get(IdentityOptions.FLAVOR) != Pipeline.KEYSTONE || endpoints.isEmpty()) {
      return CertificateSource.NONE;
    }
    ClientTls tls =
        new ClientTls(
            configuration.get(SignatureOptions.BARBICAN_CA_FILE).orElse(null),
            null,
            null,
            !configuration.get(SignatureOptions.BARBICAN_VERIFY));
    try {
      return parts.add(
          BarbicanCertificates.open(
              place(endpoints.get()), tls, configuration.get(SignatureOptions.BARBICAN_RETRIES)));
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.wrongUse("Barbican cannot be asked: " + e.getMessage(), e);
    }
  }

  private Place place(CallerEndpoints endpoints) {
    Optional<String> url = configuration.get(SignatureOptions.BARBICAN_ENDPOINT);
    return url.isPresent()
        ? new Place.At(URI.create(url.get()))
        : new Place.InCatalog(
            endpoints,
            new CallerEndpoints.Wanted(
                "key-manager",
                configuration.get(SignatureOptions.BARBICAN_INTERFACE),
                configuration.get(SignatureOptions.BARBICAN_REGION).orElse(null)));
  }

  private Trust trust() throws CommandFailure {
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
