package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;

import java.nio.file.Path;
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
