package dev.vitrine.cli;

import dev.vitrine.api.identity.Callers;
import dev.vitrine.api.identity.Identity;
import dev.vitrine.api.identity.KeystoneOptions;
import dev.vitrine.api.identity.KeystoneOptions.Account;
import dev.vitrine.api.identity.KeystoneOptions.Account.Named;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.IdentityOptions;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.PolicyOptions;
import dev.vitrine.images.Policy;
import dev.vitrine.images.PropertyProtections;
import dev.vitrine.images.ProtectionFile;
import dev.vitrine.images.RulePolicy;
import dev.vitrine.images.policy.PolicyFileException;
import dev.vitrine.images.policy.PolicyFiles;
import dev.vitrine.images.policy.RemoteCheck;
import dev.vitrine.images.policy.RuleBook;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of [Wiring] that decides who callers are and what they may.
final class IdentityWiring {
  /// Longer than a busy Keystone takes, shorter than clients wait.
  private static final Duration KEYSTONE_ANSWERS_WITHIN = Duration.ofSeconds(10);

  private final Configuration configuration;

  IdentityWiring(Configuration configuration) {
    this.configuration = configuration;
  }

  RulePolicy policy() throws CommandFailure {
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
      return RulePolicy.of(files, options, RemoteCheck.DENYING);
    } catch (PolicyFileException e) {
      throw CommandFailure.wrongUse(String.valueOf(e.getMessage()), e);
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
        URI.create(required(IdentityOptions.KEYSTONE_URL)),
        text(IdentityOptions.KEYSTONE_CHALLENGE),
        account(),
        configuration.get(IdentityOptions.KEYSTONE_INTERFACE),
        text(IdentityOptions.KEYSTONE_REGION),
        path(IdentityOptions.KEYSTONE_CA_FILE),
        path(IdentityOptions.KEYSTONE_CERT_FILE),
        path(IdentityOptions.KEYSTONE_KEY_FILE),
        configuration.get(IdentityOptions.KEYSTONE_INSECURE),
        configuration.get(IdentityOptions.KEYSTONE_CONNECT_TIMEOUT),
        KEYSTONE_ANSWERS_WITHIN,
        configuration.get(IdentityOptions.KEYSTONE_RETRIES),
        Duration.ofSeconds(configuration.get(IdentityOptions.KEYSTONE_CACHE_TIME)),
        Set.copyOf(configuration.get(IdentityOptions.KEYSTONE_SERVICE_ROLES)),
        configuration.get(IdentityOptions.KEYSTONE_SERVICE_ROLES_REQUIRED),
        text(IdentityOptions.KEYSTONE_SERVICE_TYPE));
  }

  private Account account() throws CommandFailure {
    Named user =
        named(
            IdentityOptions.KEYSTONE_USER_ID,
            IdentityOptions.KEYSTONE_USERNAME,
            IdentityOptions.KEYSTONE_USER_DOMAIN_ID,
            IdentityOptions.KEYSTONE_USER_DOMAIN_NAME);
    if (configuration.get(IdentityOptions.KEYSTONE_AUTH_TYPE).equals("v3applicationcredential")) {
      String id = text(IdentityOptions.KEYSTONE_CREDENTIAL_ID);
      String name = id == null ? required(IdentityOptions.KEYSTONE_CREDENTIAL_NAME) : null;
      if (id == null && user == null) {
        required(IdentityOptions.KEYSTONE_USERNAME);
      }
      return new Account.ApplicationCredential(
          id, name, id == null ? user : null, required(IdentityOptions.KEYSTONE_CREDENTIAL_SECRET));
    }
    if (user == null) {
      throw missing(IdentityOptions.KEYSTONE_USERNAME);
    }
    String password = required(IdentityOptions.KEYSTONE_PASSWORD);
    if (configuration.get(IdentityOptions.KEYSTONE_SYSTEM_SCOPE).equals("all")) {
      return new Account.Password(user, password, null);
    }
    Named project =
        named(
            IdentityOptions.KEYSTONE_PROJECT_ID,
            IdentityOptions.KEYSTONE_PROJECT_NAME,
            IdentityOptions.KEYSTONE_PROJECT_DOMAIN_ID,
            IdentityOptions.KEYSTONE_PROJECT_DOMAIN_NAME);
    if (project == null) {
      throw missing(IdentityOptions.KEYSTONE_PROJECT_NAME);
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
      domain = text(IdentityOptions.KEYSTONE_DEFAULT_DOMAIN_ID);
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

  private static CommandFailure missing(Option<?> option) {
    return CommandFailure.wrongUse("identity by Keystone needs " + option.name());
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
