package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import java.nio.file.Path;
import java.time.Duration;
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

  public static final Option<Optional<String>> KEYSTONE_URL =
      new Option<>(
          AUTHTOKEN,
          "auth_url",
          OptionType.httpUrl().orNothing(),
          "",
          "Where Keystone is, with or without /v3.");

  public static final Option<String> KEYSTONE_AUTH_TYPE =
      new Option<>(
              AUTHTOKEN,
              "auth_type",
              OptionType.oneOf("password", "v3password", "v3applicationcredential"),
              "password",
              "What the service itself logs in with.")
          .alsoKnownAs(AUTHTOKEN, "auth_plugin");

  public static final Option<Optional<String>> KEYSTONE_USERNAME =
      new Option<>(
              AUTHTOKEN, "username", OptionType.text().orNothing(), "", "The service's own user.")
          .alsoKnownAs(AUTHTOKEN, "user_name");

  public static final Option<Optional<String>> KEYSTONE_USER_ID =
      new Option<>(
          AUTHTOKEN,
          "user_id",
          OptionType.text().orNothing(),
          "",
          "The service's own user, by id.");

  public static final Option<Optional<String>> KEYSTONE_PASSWORD =
      new Option<>(
              AUTHTOKEN,
              "password",
              OptionType.text().orNothing(),
              "",
              "The service's own password.")
          .keptSecret();

  public static final Option<Optional<String>> KEYSTONE_USER_DOMAIN_ID =
      new Option<>(
          AUTHTOKEN,
          "user_domain_id",
          OptionType.text().orNothing(),
          "",
          "Domain of the user. Unset: default_domain_id.");

  public static final Option<Optional<String>> KEYSTONE_USER_DOMAIN_NAME =
      new Option<>(
          AUTHTOKEN,
          "user_domain_name",
          OptionType.text().orNothing(),
          "",
          "Domain of the user, by name.");

  public static final Option<Optional<String>> KEYSTONE_PROJECT_NAME =
      new Option<>(
              AUTHTOKEN,
              "project_name",
              OptionType.text().orNothing(),
              "",
              "The project of the service's own user.")
          .alsoKnownAs(AUTHTOKEN, "tenant_name");

  public static final Option<Optional<String>> KEYSTONE_PROJECT_ID =
      new Option<>(
              AUTHTOKEN,
              "project_id",
              OptionType.text().orNothing(),
              "",
              "The project of the service's own user, by id.")
          .alsoKnownAs(AUTHTOKEN, "tenant_id");

  public static final Option<Optional<String>> KEYSTONE_PROJECT_DOMAIN_ID =
      new Option<>(
          AUTHTOKEN,
          "project_domain_id",
          OptionType.text().orNothing(),
          "",
          "Domain of the project. Unset: default_domain_id.");

  public static final Option<Optional<String>> KEYSTONE_PROJECT_DOMAIN_NAME =
      new Option<>(
          AUTHTOKEN,
          "project_domain_name",
          OptionType.text().orNothing(),
          "",
          "Domain of the project, by name.");

  public static final Option<Optional<String>> KEYSTONE_DEFAULT_DOMAIN_ID =
      new Option<>(
          AUTHTOKEN,
          "default_domain_id",
          OptionType.text().orNothing(),
          "",
          "Domain of user and project where they have none of their own. Unset: default.");

  public static final Option<String> KEYSTONE_SYSTEM_SCOPE =
      new Option<>(
          AUTHTOKEN,
          "system_scope",
          OptionType.oneOf("", "all"),
          "",
          "all: log in for the whole system rather than for a project.");

  public static final Option<Optional<String>> KEYSTONE_CREDENTIAL_ID =
      new Option<>(
          AUTHTOKEN,
          "application_credential_id",
          OptionType.text().orNothing(),
          "",
          "The service's own application credential.");

  public static final Option<Optional<String>> KEYSTONE_CREDENTIAL_NAME =
      new Option<>(
          AUTHTOKEN,
          "application_credential_name",
          OptionType.text().orNothing(),
          "",
          "The same by name; needs the user.");

  public static final Option<Optional<String>> KEYSTONE_CREDENTIAL_SECRET =
      new Option<>(
              AUTHTOKEN,
              "application_credential_secret",
              OptionType.text().orNothing(),
              "",
              "Its secret.")
          .keptSecret();

  public static final Option<String> KEYSTONE_INTERFACE =
      new Option<>(
          AUTHTOKEN,
          "interface",
          OptionType.oneOf("internal", "public", "admin"),
          "internal",
          "Which of Keystone's endpoints in its catalog to ask about tokens.");

  public static final Option<Optional<String>> KEYSTONE_REGION =
      new Option<>(
          AUTHTOKEN,
          "region_name",
          OptionType.text().orNothing(),
          "",
          "Region of that endpoint. Unset: any.");

  public static final Option<Optional<Path>> KEYSTONE_CA_FILE =
      new Option<>(
          AUTHTOKEN,
          "cafile",
          OptionType.path().orNothing(),
          "",
          "Certificates to trust, PEM. Unset: those that Java brings.");

  public static final Option<Optional<Path>> KEYSTONE_CERT_FILE =
      new Option<>(
          AUTHTOKEN,
          "certfile",
          OptionType.path().orNothing(),
          "",
          "The service's own certificate, PEM.");

  public static final Option<Optional<Path>> KEYSTONE_KEY_FILE =
      new Option<>(
          AUTHTOKEN, "keyfile", OptionType.path().orNothing(), "", "Its key, PKCS #8 in PEM.");

  public static final Option<Boolean> KEYSTONE_INSECURE =
      new Option<>(
          AUTHTOKEN,
          "insecure",
          OptionType.bool(),
          "false",
          "Trust any certificate of Keystone's.");

  public static final Option<Duration> KEYSTONE_CONNECT_TIMEOUT =
      new Option<>(
          AUTHTOKEN,
          "http_connect_timeout",
          OptionType.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
          "5s",
          "Longest time to connect to Keystone.");

  public static final Option<Integer> KEYSTONE_RETRIES =
      new Option<>(
          AUTHTOKEN,
          "http_request_max_retries",
          OptionType.integer(0, 10),
          "3",
          "How often to try again to connect.");

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
