package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How callers are identified, in the names of `[keystone_authtoken]` where Glance's configuration
/// has them.
public final class IdentityOptions {
  private static final String AUTHTOKEN = "keystone_authtoken";

  public static final Option<Pipeline> FLAVOR =
      new Option<>(
          "paste_deploy",
          "flavor",
          Pipeline.type(),
          "",
          "Who calls: keystone asks Keystone about tokens, http_basic looks names and passwords up"
              + " in files, nothing identifies nobody. Glance's names with +caching or"
              + " +cachemanagement mean the same without.");

  public static final Option<Boolean> ALLOW_ANONYMOUS_ACCESS =
      new Option<>(
          DEFAULT_GROUP,
          "allow_anonymous_access",
          OptionType.bool(),
          "false",
          "Let those who prove nothing look, where the policy lets them; they never change"
              + " anything.");

  public static final Option<Optional<Path>> HTPASSWD_FILE =
      new Option<>(
          OURS,
          "htpasswd_file",
          OptionType.path().orNothing(),
          "",
          "For http_basic: names and bcrypt hashes, as htpasswd -B writes them.");

  public static final Option<Optional<Path>> ACCOUNTS_FILE =
      new Option<>(
          OURS,
          "accounts_file",
          OptionType.path().orNothing(),
          "",
          "For http_basic: a line for each name with its project and, between commas, its roles.");

  public static final Option<Optional<String>> KEYSTONE_CHALLENGE =
      new Option<>(
              AUTHTOKEN,
              "www_authenticate_uri",
              OptionType.text().orNothing(),
              "",
              "Where clients get tokens, as refusals say it. Unset: auth_url.")
          .alsoKnownAs(AUTHTOKEN, "auth_uri");

  /// How to reach the Keystone that knows tokens.
  public static final KeystoneAccessOptions KEYSTONE = KeystoneAccessOptions.of(AUTHTOKEN);

  public static final Option<Integer> KEYSTONE_CACHE_TIME =
      new Option<>(
          AUTHTOKEN,
          "token_cache_time",
          OptionType.integer(-1, 86_400),
          "300",
          "Seconds that a valid token counts without asking again, although it may be revoked"
              + " meanwhile; -1 or 0 to ask for each request.");

  public static final Option<List<String>> KEYSTONE_SERVICE_ROLES =
      new Option<>(
          AUTHTOKEN,
          "service_token_roles",
          OptionType.list(),
          "service",
          "Roles that make the token of a service count.");

  public static final Option<Boolean> KEYSTONE_SERVICE_ROLES_REQUIRED =
      new Option<>(
          AUTHTOKEN,
          "service_token_roles_required",
          OptionType.bool(),
          "true",
          "Whether it counts only with one of them.");

  public static final Option<Optional<String>> KEYSTONE_SERVICE_TYPE =
      new Option<>(
          AUTHTOKEN,
          "service_type",
          OptionType.text().orNothing(),
          "",
          "This service's type in the access rules of application credentials, usually image."
              + " Unset: tokens with access rules are refused.");

  private IdentityOptions() {}
}
