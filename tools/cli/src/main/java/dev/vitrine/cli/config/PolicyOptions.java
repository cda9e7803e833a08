package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What callers may: the policy's rules and the protection of properties.
public final class PolicyOptions {
  public static final Option<Optional<Path>> POLICY_FILE =
      new Option<>(
          "oslo_policy",
          "policy_file",
          OptionType.path().orNothing(),
          "policy.yaml",
          "Rules that differ from the default ones: YAML, or JSON. A relative path starts at the"
              + " folder of the last configuration file. It need not be there.");

  public static final Option<List<String>> POLICY_DIRS =
      new Option<>(
          "oslo_policy",
          "policy_dirs",
          OptionType.list(),
          "policy.d",
          "Folders whose files are read after policy_file, by name.");

  public static final Option<Boolean> ENFORCE_NEW_DEFAULTS =
      new Option<>(
          "oslo_policy",
          "enforce_new_defaults",
          OptionType.bool(),
          "true",
          "Hold to the default rules that know roles. false: what the rules of before allow is"
              + " allowed as well, and only owners change their images.");

  public static final Option<Boolean> ENFORCE_SCOPE =
      new Option<>(
          "oslo_policy",
          "enforce_scope",
          OptionType.bool(),
          "true",
          "Hold tokens of a domain or of the whole system off what belongs to projects.");

  public static final Option<String> REMOTE_CONTENT_TYPE =
      new Option<>(
          "oslo_policy",
          "remote_content_type",
          OptionType.oneOf("application/x-www-form-urlencoded", "application/json"),
          "application/x-www-form-urlencoded",
          "How checks that ask a server (http:, https:) send their question.");

  public static final Option<Duration> REMOTE_TIMEOUT =
      new Option<>(
          "oslo_policy",
          "remote_timeout",
          OptionType.duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
          "60",
          "Longest time that such a check may take; then it denies.");

  public static final Option<Boolean> REMOTE_VERIFY =
      new Option<>(
          "oslo_policy",
          "remote_ssl_verify_server_crt",
          OptionType.bool(),
          "true",
          "Ask only servers whose certificate can be trusted.");

  public static final Option<Optional<Path>> REMOTE_CA_FILE =
      new Option<>(
          "oslo_policy",
          "remote_ssl_ca_crt_file",
          OptionType.path().orNothing(),
          "",
          "Certificates to trust as such a server's, PEM. Unset: those that Java brings.");

  public static final Option<Optional<Path>> REMOTE_CERT_FILE =
      new Option<>(
          "oslo_policy",
          "remote_ssl_client_crt_file",
          OptionType.path().orNothing(),
          "",
          "The service's own certificate for such a server, PEM.");

  public static final Option<Optional<Path>> REMOTE_KEY_FILE =
      new Option<>(
          "oslo_policy",
          "remote_ssl_client_key_file",
          OptionType.path().orNothing(),
          "",
          "Its key, PKCS #8 in PEM.");

  public static final Option<Optional<Path>> PROPERTY_PROTECTION_FILE =
      new Option<>(
          DEFAULT_GROUP,
          "property_protection_file",
          OptionType.path().orNothing(),
          "",
          "Who may create, read, update and delete which custom properties. A relative path starts"
              + " at the folder of the last configuration file.");

  public static final Option<String> PROPERTY_PROTECTION_RULE_FORMAT =
      new Option<>(
          DEFAULT_GROUP,
          "property_protection_rule_format",
          OptionType.oneOf("roles", "policies"),
          "roles",
          "Whether that file names roles, or rules of the policy.");

  private PolicyOptions() {}
}
