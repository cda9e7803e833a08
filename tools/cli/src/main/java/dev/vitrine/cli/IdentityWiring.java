package dev.vitrine.cli;

import dev.vitrine.api.identity.CallerEndpoints;
import dev.vitrine.api.identity.Callers;
import dev.vitrine.api.identity.Identity;
import dev.vitrine.api.identity.KeystoneOptions;
import dev.vitrine.api.identity.PolicyServers;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.IdentityOptions;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.PolicyOptions;
import dev.vitrine.fetch.ClientTls;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.PropertyProtections;
import dev.vitrine.images.access.ProtectionFile;
import dev.vitrine.images.access.RulePolicy;
import dev.vitrine.images.policy.PolicyFileException;
import dev.vitrine.images.policy.PolicyFiles;
import dev.vitrine.images.policy.RuleBook;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The part of [Wiring] that decides who callers are and what they may.
final class IdentityWiring {
  private final Configuration configuration;

  IdentityWiring(Configuration configuration) {
    this.configuration = configuration;
  }

  /// @param parts what the policy holds open is added to it
  RulePolicy policy(OpenParts parts) throws CommandFailure {
    PolicyFiles files =
        new PolicyFiles(
            configuration
                .get(PolicyOptions.POLICY_FILE)
                .flatMap(this::besideConfiguration)
                .orElse(null),
            configuration.get(PolicyOptions.POLICY_DIRS).stream()
                .map(Path::of)
                .flatMap(folder -> besideConfiguration(folder).stream())
                .toList());
    RuleBook.Options options =
        new RuleBook.Options(
            configuration.get(PolicyOptions.ENFORCE_NEW_DEFAULTS),
            configuration.get(PolicyOptions.ENFORCE_SCOPE));
    try {
      return RulePolicy.of(files, options, parts.add(policyServers()));
    } catch (PolicyFileException e) {
      throw CommandFailure.wrongUse(String.valueOf(e.getMessage()), e);
    }
  }

  private PolicyServers policyServers() throws CommandFailure {
    ClientTls tls =
        new ClientTls(
            configuration.get(PolicyOptions.REMOTE_CA_FILE).orElse(null),
            configuration.get(PolicyOptions.REMOTE_CERT_FILE).orElse(null),
            configuration.get(PolicyOptions.REMOTE_KEY_FILE).orElse(null),
            !configuration.get(PolicyOptions.REMOTE_VERIFY));
    String mediaType = configuration.get(PolicyOptions.REMOTE_CONTENT_TYPE);
    PolicyServers.ContentType contentType =
        mediaType.equals(PolicyServers.ContentType.JSON.mediaType())
            ? PolicyServers.ContentType.JSON
            : PolicyServers.ContentType.FORM;
    try {
      return PolicyServers.open(tls, configuration.get(PolicyOptions.REMOTE_TIMEOUT), contentType);
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.wrongUse("the policy's servers cannot be asked: " + e.getMessage(), e);
    }
  }

  PropertyProtections protections(RulePolicy policy) throws CommandFailure {
    Optional<Path> file =
        configuration
            .get(PolicyOptions.PROPERTY_PROTECTION_FILE)
            .map(path -> besideConfiguration(path).orElse(path));
    if (file.isEmpty()) {
      return PropertyProtections.NONE;
    }
    String format = configuration.get(PolicyOptions.PROPERTY_PROTECTION_RULE_FORMAT);
    try {
      return ProtectionFile.read(
          file.get(),
          ProtectionFile.Format.valueOf(format.toUpperCase(Locale.ROOT)),
          policy::allowsRule);
    } catch (ProtectionFile.Invalid e) {
      throw CommandFailure.wrongUse(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw CommandFailure.wrongUse("the property protections cannot be read: " + e, e);
    }
  }

  Callers callers(Policy policy) throws CommandFailure {
    try {
      return identity()
          .open(
              caller ->
                  policy.allows(
                      caller, Policy.Action.CONTEXT_IS_ADMIN, new Policy.Target.Service()),
              configuration.get(IdentityOptions.ALLOW_ANONYMOUS_ACCESS));
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.wrongUse("callers cannot be identified: " + e.getMessage(), e);
    }
  }

  /// Where other services are, where callers have tokens of a Keystone.
  ///
  /// @param parts what it holds open is added to it
  Optional<CallerEndpoints> endpoints(OpenParts parts) throws CommandFailure {
    if (!(identity() instanceof Identity.Keystone(KeystoneOptions options))) {
      return Optional.empty();
    }
    try {
      return Optional.of(parts.add(CallerEndpoints.open(options.access())));
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.wrongUse("catalogs cannot be asked for: " + e.getMessage(), e);
    }
  }

  private Identity identity() throws CommandFailure {
    return switch (configuration.get(IdentityOptions.FLAVOR)) {
      case NONE -> new Identity.None();
      case BASIC ->
          new Identity.Basic(
              file(IdentityOptions.HTPASSWD_FILE, "http_basic"),
              file(IdentityOptions.ACCOUNTS_FILE, "http_basic"));
      case KEYSTONE -> new Identity.Keystone(keystone());
    };
  }

  private KeystoneOptions keystone() throws CommandFailure {
    return new KeystoneOptions(
        new KeystoneSettings(configuration, IdentityOptions.KEYSTONE, "identity by Keystone")
            .access(),
        configuration.get(IdentityOptions.KEYSTONE_CHALLENGE).orElse(null),
        Duration.ofSeconds(configuration.get(IdentityOptions.KEYSTONE_CACHE_TIME)),
        Set.copyOf(configuration.get(IdentityOptions.KEYSTONE_SERVICE_ROLES)),
        configuration.get(IdentityOptions.KEYSTONE_SERVICE_ROLES_REQUIRED),
        configuration.get(IdentityOptions.KEYSTONE_SERVICE_TYPE).orElse(null));
  }

  private Path file(Option<Optional<Path>> option, String way) throws CommandFailure {
    Path file =
        configuration
            .get(option)
            .orElseThrow(
                () -> CommandFailure.wrongUse("identity by " + way + " needs " + option.name()));
    return besideConfiguration(file).orElse(file);
  }

  /// A relative path starts at the folder of the last configuration file; without one it leads
  /// nowhere.
  private Optional<Path> besideConfiguration(Path path) {
    if (path.isAbsolute()) {
      return Optional.of(path);
    }
    return configuration.files().isEmpty()
        ? Optional.empty()
        : Optional.of(configuration.files().getLast().toAbsolutePath().resolveSibling(path));
  }
}
