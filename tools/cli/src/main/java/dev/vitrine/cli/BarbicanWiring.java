package dev.vitrine.cli;

import dev.vitrine.api.identity.Barbican;
import dev.vitrine.api.identity.Barbican.Place;
import dev.vitrine.api.identity.CallerEndpoints;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.IdentityOptions;
import dev.vitrine.cli.config.Pipeline;
import dev.vitrine.cli.config.SignatureOptions;
import dev.vitrine.fetch.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// The part of [Wiring] that decides where callers' secrets are.
final class BarbicanWiring {
  private BarbicanWiring() {}

  /// Empty where callers have no tokens that a Barbican would take.
  ///
  /// @param endpoints where other services are; empty where callers have no catalogs
  /// @param parts what is opened is added to it
  static Optional<Barbican> barbican(
      Configuration configuration, Optional<CallerEndpoints> endpoints, OpenParts parts)
      throws CommandFailure {
    if (configuration.get(IdentityOptions.FLAVOR) != Pipeline.KEYSTONE || endpoints.isEmpty()) {
      return Optional.empty();
    }
    ClientTls tls =
        new ClientTls(
            configuration.get(SignatureOptions.BARBICAN_CA_FILE).orElse(null),
            null,
            null,
            !configuration.get(SignatureOptions.BARBICAN_VERIFY));
    try {
      return Optional.of(
          parts.add(
              Barbican.open(
                  place(configuration, endpoints.get()),
                  tls,
                  configuration.get(SignatureOptions.BARBICAN_RETRIES))));
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.wrongUse("Barbican cannot be asked: " + e.getMessage(), e);
    }
  }

  private static Place place(Configuration configuration, CallerEndpoints endpoints) {
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
}
