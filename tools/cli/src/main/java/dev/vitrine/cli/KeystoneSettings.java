package dev.vitrine.cli;

import dev.vitrine.api.identity.KeystoneAccess;
import dev.vitrine.api.identity.KeystoneAccess.Account;
import dev.vitrine.api.identity.KeystoneAccess.Account.Named;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.KeystoneAccessOptions;
import dev.vitrine.cli.config.Option;
import dev.vitrine.fetch.ClientTls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a section of the configuration says about reaching a Keystone.
///
/// @param purpose what Keystone is needed for, in messages
record KeystoneSettings(
    Configuration configuration, KeystoneAccessOptions options, String purpose) {
  /// Longer than a busy Keystone takes, shorter than clients wait.
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

  KeystoneAccess access() throws CommandFailure {
    return new KeystoneAccess(
        URI.create(required(options.url())),
        account(),
        configuration.get(options.endpointInterface()),
        text(options.region()),
        new ClientTls(
            path(options.caFile()),
            path(options.certFile()),
            path(options.keyFile()),
            configuration.get(options.insecure())),
        configuration.get(options.connectTimeout()),
        ANSWERS_WITHIN,
        configuration.get(options.retries()));
  }

  private Account account() throws CommandFailure {
    Named user =
        named(
            options.userId(), options.username(), options.userDomainId(), options.userDomainName());
    if (configuration.get(options.authType()).equals("v3applicationcredential")) {
      String id = text(options.credentialId());
      String name = id == null ? required(options.credentialName()) : null;
      if (id == null && user == null) {
        required(options.username());
      }
      return new Account.ApplicationCredential(
          id, name, id == null ? user : null, required(options.credentialSecret()));
    }
    if (user == null) {
      throw missing(options.username());
    }
    String password = required(options.password());
    if (configuration.get(options.systemScope()).equals("all")) {
      return new Account.Password(user, password, null);
    }
    Named project =
        named(
            options.projectId(),
            options.projectName(),
            options.projectDomainId(),
            options.projectDomainName());
    if (project == null) {
      throw missing(options.projectName());
    }
    return new Account.Password(user, password, project);
  }

  private @Nullable Named named(
      Option<Optional<String>> id,
      Option<Optional<String>> name,
      Option<Optional<String>> domainId,
      Option<Optional<String>> domainName) {
    if (text(id) == null && text(name) == null) {
      return null;
    }
    String domain = text(domainId);
    if (domain == null && text(domainName) == null) {
      domain = text(options.defaultDomainId());
    }
    return new Named(text(id), text(name), domain, text(domainName));
  }

  private @Nullable String text(Option<Optional<String>> option) {
    return configuration.get(option).orElse(null);
  }

  private @Nullable Path path(Option<Optional<Path>> option) {
    return configuration.get(option).orElse(null);
  }

  private String required(Option<Optional<String>> option) throws CommandFailure {
    return configuration.get(option).orElseThrow(() -> missing(option));
  }

  private CommandFailure missing(Option<?> option) {
    return CommandFailure.wrongUse(purpose + " needs " + option.name());
  }
}
