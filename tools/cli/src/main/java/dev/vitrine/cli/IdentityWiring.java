package dev.vitrine.cli;

import dev.vitrine.api.identity.Callers;
import dev.vitrine.api.identity.Identity;
import dev.vitrine.api.identity.KeystoneOptions;
import dev.vitrine.api.identity.KeystoneOptions.Account;
import dev.vitrine.api.identity.KeystoneOptions.Account.Named;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.Option;
import dev.vitrine.cli.config.Options;
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
            configuration.get(Options.POLICY_FILE).flatMap(this::besideConfiguration).orElse(null),
            configuration.get(Options.POLICY_DIRS).stream()
                .map(Path::of)
                .flatMap(folder -> besideConfiguration(folder).stream())
                .toList());
    RuleBook.Options options =
        new RuleBook.Options(
            configuration.get(Options.ENFORCE_NEW_DEFAULTS),
            configuration.get(Options.ENFORCE_SCOPE));
    try {
      return RulePolicy.of(files, options, RemoteCheck.DENYING);
    } catch (PolicyFileException e) {
      throw CommandFailure.wrongUse(String.valueOf(e.getMessage()), e);
    }
  }

  PropertyProtections protections(RulePolicy policy) throws CommandFailure {
    Optional<Path> file =
        configuration
            .get(Options.PROPERTY_PROTECTION_FILE)
            .map(path -> besideConfiguration(path).orElse(path));
    if (file.isEmpty()) {
      return PropertyProtections.NONE;
    }
    String format = configuration.get(Options.PROPERTY_PROTECTION_RULE_FORMAT);
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
              configuration.get(Options.ALLOW_ANONYMOUS_ACCESS));
    } catch (IOException | GeneralSecurityException e) {
      throw CommandFailure.wrongUse("callers cannot be identified: " + e.getMessage(), e);
    }
  }

  private Identity identity() throws CommandFailure {
    return switch (configuration.get(Options.FLAVOR)) {
      case NONE -> new Identity.None();
      case BASIC ->
          new Identity.Basic(
              file(Options.HTPASSWD_FILE, "http_basic"), file(Options.ACCOUNTS_FILE, "http_basic"));
      case KEYSTONE -> new Identity.Keystone(keystone());
    };
  }

  private KeystoneOptions keystone() throws CommandFailure {
    return new KeystoneOptions(
        URI.create(required(Options.KEYSTONE_URL)),
        text(Options.KEYSTONE_CHALLENGE),
        account(),
        configuration.get(Options.KEYSTONE_INTERFACE),
        text(Options.KEYSTONE_REGION),
        path(Options.KEYSTONE_CA_FILE),
        path(Options.KEYSTONE_CERT_FILE),
        path(Options.KEYSTONE_KEY_FILE),
        configuration.get(Options.KEYSTONE_INSECURE),
        configuration.get(Options.KEYSTONE_CONNECT_TIMEOUT),
        KEYSTONE_ANSWERS_WITHIN,
        configuration.get(Options.KEYSTONE_RETRIES),
        Duration.ofSeconds(configuration.get(Options.KEYSTONE_CACHE_TIME)),
        Set.copyOf(configuration.get(Options.KEYSTONE_SERVICE_ROLES)),
        configuration.get(Options.KEYSTONE_SERVICE_ROLES_REQUIRED),
        text(Options.KEYSTONE_SERVICE_TYPE));
  }

  private Account account() throws CommandFailure {
    Named user =
        named(
            Options.KEYSTONE_USER_ID,
            Options.KEYSTONE_USERNAME,
            Options.KEYSTONE_USER_DOMAIN_ID,
            Options.KEYSTONE_USER_DOMAIN_NAME);
    if (configuration.get(Options.KEYSTONE_AUTH_TYPE).equals("v3applicationcredential")) {
      String id = text(Options.KEYSTONE_CREDENTIAL_ID);
      String name = id == null ? required(Options.KEYSTONE_CREDENTIAL_NAME) : null;
      if (id == null && user == null) {
        required(Options.KEYSTONE_USERNAME);
      }
      return new Account.ApplicationCredential(
          id, name, id == null ? user : null, required(Options.KEYSTONE_CREDENTIAL_SECRET));
    }
    if (user == null) {
      throw missing(Options.KEYSTONE_USERNAME);
    }
    String password = required(Options.KEYSTONE_PASSWORD);
    if (configuration.get(Options.KEYSTONE_SYSTEM_SCOPE).equals("all")) {
      return new Account.Password(user, password, null);
    }
    Named project =
        named(
            Options.KEYSTONE_PROJECT_ID,
            Options.KEYSTONE_PROJECT_NAME,
            Options.KEYSTONE_PROJECT_DOMAIN_ID,
            Options.KEYSTONE_PROJECT_DOMAIN_NAME);
    if (project == null) {
      throw missing(Options.KEYSTONE_PROJECT_NAME);
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
      domain = text(Options.KEYSTONE_DEFAULT_DOMAIN_ID);
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
