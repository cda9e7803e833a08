package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;

import dev.vitrine.http.AddressRange;
import dev.vitrine.http.netty.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The table of the options that are honoured. Names that Glance has mean here what they mean
/// there; what only Vitrine has is in the section `vitrine`.
public final class Options {
  private static final String OURS = "vitrine";
  private static final String CORS = "cors";
  private static final String AUTHTOKEN = "keystone_authtoken";
  private static final String IMAGE_FORMAT = "image_format";
  private static final int ANY = Integer.MAX_VALUE;

  // Where and to whom.

  public static final Option<String> BIND_HOST =
      new Option<>(
          DEFAULT_GROUP,
          "bind_host",
          OptionType.text(),
          "127.0.0.1",
          "Address or host name to listen on. Beyond loopback only together with identity, or with"
              + " let_anyone_on_the_network_be_admin.");

  public static final Option<Integer> BIND_PORT =
      new Option<>(
          DEFAULT_GROUP,
          "bind_port",
          OptionType.integer(0, 65_535),
          "9292",
          "Port to listen on; 0 takes a free one and says which.");

  public static final Option<Boolean> LET_ANYONE_ON_THE_NETWORK_BE_ADMIN =
      new Option<>(
          OURS,
          "let_anyone_on_the_network_be_admin",
          OptionType.bool(),
          "false",
          "Listen beyond loopback although callers are not identified and each of them may read,"
              + " change and delete everything.");

  public static final Option<Optional<Path>> DATA_DIR =
      new Option<>(
          OURS,
          "data_dir",
          OptionType.path().orNothing(),
          "",
          "Folder of the service's data: chunks, registry, index. Unset: vitrine below"
              + " $XDG_DATA_HOME, or below ~/.local/share.");

  public static final Option<Duration> SHUTDOWN_TIMEOUT =
      new Option<>(
          OURS,
          "shutdown_timeout",
          OptionType.duration(Duration.ZERO, Duration.ofHours(1)),
          "30s",
          "Longest time that requests under way may take to finish after SIGTERM.");

  public static final Option<Optional<String>> PUBLIC_ENDPOINT =
      new Option<>(
          DEFAULT_GROUP,
          "public_endpoint",
          OptionType.httpUrl().orNothing(),
          "",
          "Base of the absolute URLs that answers carry. Unset: what the client called.");

  // Metadata definitions.

  public static final Option<String> DEFINITIONS_AT_FIRST_START =
      new Option<>(
          OURS,
          "definitions_at_first_start",
          OptionType.text(),
          "starter",
          "Metadata definitions that a new data folder begins with: starter for the set that comes"
              + " with Vitrine, none, or a file or folder of JSON namespaces.");

  public static final Option<Path> METADATA_SOURCE_PATH =
      new Option<>(
          DEFAULT_GROUP,
          "metadata_source_path",
          OptionType.path(),
          "/etc/glance/metadefs",
          "What vitrine metadefs load reads when it is not told: a file or folder of JSON"
              + " namespaces.");

  // Who calls.

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

  // What they may.

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

  // Limits of images.

  public static final Option<Long> IMAGE_SIZE_CAP =
      new Option<>(
          DEFAULT_GROUP,
          "image_size_cap",
          OptionType.bytes(1, Long.MAX_VALUE),
          "1099511627776",
          "Most bytes of an image's data.");

  public static final Option<Integer> IMAGE_PROPERTY_QUOTA =
      new Option<>(
          DEFAULT_GROUP,
          "image_property_quota",
          OptionType.integer(-ANY, ANY),
          "128",
          "Most custom properties of an image; negative for no limit.");

  public static final Option<Integer> IMAGE_TAG_QUOTA =
      new Option<>(
          DEFAULT_GROUP,
          "image_tag_quota",
          OptionType.integer(-ANY, ANY),
          "128",
          "Most tags of an image; negative for no limit.");

  public static final Option<Integer> IMAGE_MEMBER_QUOTA =
      new Option<>(
          DEFAULT_GROUP,
          "image_member_quota",
          OptionType.integer(-ANY, ANY),
          "128",
          "Most projects that an image is shared with; negative for no limit.");

  public static final Option<Long> USER_STORAGE_QUOTA =
      new Option<>(
          DEFAULT_GROUP,
          "user_storage_quota",
          OptionType.bytes(0, Long.MAX_VALUE),
          "0",
          "Most bytes that the images of one project take together, those that are on their way"
              + " included; 0 for no limit. No upload gets beyond it, of whatever length.");

  public static final Option<String> HASHING_ALGORITHM =
      new Option<>(
          DEFAULT_GROUP,
          "hashing_algorithm",
          OptionType.oneOf(
              "md5",
              "sha1",
              "sha224",
              "sha256",
              "sha384",
              "sha512",
              "sha3_224",
              "sha3_256",
              "sha3_384",
              "sha3_512"),
          "sha512",
          "Algorithm of os_hash_value for data that is uploaded from now on.");

  public static final Option<List<String>> CONTAINER_FORMATS =
      new Option<>(
              IMAGE_FORMAT,
              "container_formats",
              OptionType.list(),
              "ami,ari,aki,bare,ovf,ova,docker,compressed",
              "Container formats that images may have, in the order that the schema shows.")
          .alsoKnownAs(DEFAULT_GROUP, "container_formats");

  public static final Option<List<String>> DISK_FORMATS =
      new Option<>(
              IMAGE_FORMAT,
              "disk_formats",
              OptionType.list(),
              "ami,ari,aki,vhd,vhdx,vmdk,raw,qcow2,vdi,iso,ploop",
              "Disk formats that images may have, in the order that the schema shows.")
          .alsoKnownAs(DEFAULT_GROUP, "disk_formats");

  public static final Option<Integer> TASK_TIME_TO_LIVE =
      new Option<>(
              "task",
              "task_time_to_live",
              OptionType.integer(0, 1_000_000),
              "48",
              "Hours for which a task is remembered after its end.")
          .alsoKnownAs(DEFAULT_GROUP, "task_time_to_live");

  public static final Option<Optional<Path>> SCHEMA_IMAGE_FILE =
      new Option<>(
          OURS,
          "schema_image_file",
          OptionType.path().orNothing(),
          "",
          "JSON file with the custom properties that have a form of their own, as Glance has it."
              + " Unset: schema-image.json beside a configuration file, or else the properties that"
              + " Glance ships.");

  // Limits of requests.

  public static final Option<Integer> LIMIT_PARAM_DEFAULT =
      new Option<>(
          DEFAULT_GROUP,
          "limit_param_default",
          OptionType.integer(1, ANY),
          "25",
          "Images on a page of a list whose request names no limit.");

  public static final Option<Integer> API_LIMIT_MAX =
      new Option<>(
          DEFAULT_GROUP,
          "api_limit_max",
          OptionType.integer(1, ANY),
          "1000",
          "Most images on a page of a list, whatever its request says.");

  public static final Option<Integer> MAX_REQUEST_ID_LENGTH =
      new Option<>(
          DEFAULT_GROUP,
          "max_request_id_length",
          OptionType.integer(0, 16_384),
          "64",
          "Longest request id that is taken over from a caller; longer ones are cut.");

  public static final Option<Integer> PROJECT_REQUESTS_PER_SECOND =
      new Option<>(
          OURS,
          "project_requests_per_second",
          OptionType.integer(0, 1_000_000),
          "0",
          "Most requests a second from one project, on average; more are answered 429. 0 for no"
              + " limit.");

  public static final Option<Integer> PROJECT_TRANSFERS =
      new Option<>(
          OURS,
          "project_transfers",
          OptionType.integer(0, 1_000_000),
          "0",
          "Most uploads and downloads of one project at a time; more are answered 429. 0 for no"
              + " limit.");

  // Proxies and browsers.

  public static final Option<Boolean> ENABLE_PROXY_HEADERS_PARSING =
      new Option<>(
          "oslo_middleware",
          "enable_proxy_headers_parsing",
          OptionType.bool(),
          "false",
          "Take what Forwarded and X-Forwarded-Proto, -Host and -Prefix say for what the client"
              + " called, from the proxies that trusted_proxies names.");

  public static final Option<List<AddressRange>> TRUSTED_PROXIES =
      new Option<>(
          OURS,
          "trusted_proxies",
          OptionType.list(
              "addresses and ranges such as 10.0.0.0/8, between commas", AddressRange::of),
          "127.0.0.0/8,::1",
          "Where the proxies are whose headers count once enable_proxy_headers_parsing is set;"
              + " from anywhere else they are ignored.");

  public static final Option<List<String>> CORS_ALLOWED_ORIGIN =
      new Option<>(
          CORS,
          "allowed_origin",
          OptionType.list(),
          "",
          "Origins whose pages a browser may let use the API, such as https://dashboard.example; *"
              + " for any.");

  public static final Option<Boolean> CORS_ALLOW_CREDENTIALS =
      new Option<>(
          CORS,
          "allow_credentials",
          OptionType.bool(),
          "true",
          "Whether requests of such pages may carry cookies and the like.");

  public static final Option<List<String>> CORS_EXPOSE_HEADERS =
      new Option<>(
          CORS,
          "expose_headers",
          OptionType.list(),
          "X-Image-Meta-Checksum,X-Auth-Token,X-Subject-Token,X-Service-Token,"
              + "X-OpenStack-Request-ID",
          "Headers of answers that such pages may read.");

  public static final Option<Duration> CORS_MAX_AGE =
      new Option<>(
          CORS,
          "max_age",
          OptionType.duration(Duration.ZERO, Duration.ofDays(1)),
          "3600",
          "How long a browser may remember what it was allowed.");

  public static final Option<List<String>> CORS_ALLOW_METHODS =
      new Option<>(
          CORS,
          "allow_methods",
          OptionType.list(),
          "GET,PUT,POST,DELETE,PATCH",
          "Methods that such pages may use.");

  public static final Option<List<String>> CORS_ALLOW_HEADERS =
      new Option<>(
          CORS,
          "allow_headers",
          OptionType.list(),
          "Content-MD5,X-Image-Meta-Checksum,X-Storage-Token,Accept-Encoding,X-Auth-Token,"
              + "X-Identity-Status,X-Roles,X-Service-Catalog,X-User-Id,X-Tenant-Id,"
              + "X-OpenStack-Request-ID",
          "Headers that such pages may send.");

  // The transport.

  public static final Option<Transport> TRANSPORT =
      new Option<>(
          OURS,
          "transport",
          OptionType.oneOf(Transport.class),
          "auto",
          "How sockets are driven. auto: epoll where there is one, else nio.");

  public static final Option<Optional<Path>> CERT_FILE =
      new Option<>(
          DEFAULT_GROUP,
          "cert_file",
          OptionType.path().orNothing(),
          "",
          "PEM file of the server's certificate and those between it and its authority. With"
              + " key_file it makes the service speak TLS. Read again when it changes.");

  public static final Option<Optional<Path>> KEY_FILE =
      new Option<>(
          DEFAULT_GROUP,
          "key_file",
          OptionType.path().orNothing(),
          "",
          "PEM file of the private key that belongs to cert_file, without a password.");

  public static final Option<Optional<Path>> CA_FILE =
      new Option<>(
          DEFAULT_GROUP,
          "ca_file",
          OptionType.path().orNothing(),
          "",
          "PEM file of the authorities that clients' certificates must come from. Unset: clients"
              + " are not asked for one.");

  public static final Option<Boolean> TLS_CLIENT_CERTIFICATE_OPTIONAL =
      new Option<>(
          OURS,
          "tls_client_certificate_optional",
          OptionType.bool(),
          "false",
          "Let clients without a certificate in although ca_file is set; one that is shown must"
              + " still be good.");

  public static final Option<String> TLS_MINIMUM_VERSION =
      new Option<>(
          OURS,
          "tls_minimum_version",
          OptionType.oneOf("1.2", "1.3"),
          "1.2",
          "Oldest version of TLS that is spoken.");

  public static final Option<Path> HEALTHCHECK_DISABLE_FILE =
      new Option<>(
          "healthcheck",
          "disable_by_file_path",
          OptionType.path(),
          "/etc/glance/healthcheck_disable",
          "While this file exists the health check fails, so that load balancers look elsewhere.");

  // Logging.

  public static final Option<String> LOG_LEVEL =
      new Option<>(
          OURS,
          "log_level",
          OptionType.oneOf("error", "warn", "info", "debug"),
          "info",
          "How much is logged.");

  public static final Option<Boolean> DEBUG =
      new Option<>(
          DEFAULT_GROUP,
          "debug",
          OptionType.bool(),
          "false",
          "Log at level debug, whatever log_level says.");

  public static final Option<Optional<Path>> LOG_FILE =
      new Option<>(
              DEFAULT_GROUP,
              "log_file",
              OptionType.path().orNothing(),
              "",
              "File that log lines are appended to. Unset: the standard error stream.")
          .alsoKnownAs(DEFAULT_GROUP, "logfile");

  public static final Option<Optional<Path>> LOG_DIR =
      new Option<>(
              DEFAULT_GROUP,
              "log_dir",
              OptionType.path().orNothing(),
              "",
              "Folder that a relative log_file lies in.")
          .alsoKnownAs(DEFAULT_GROUP, "logdir");

  private static final List<Option<?>> ALL =
      List.of(
          BIND_HOST,
          BIND_PORT,
          PUBLIC_ENDPOINT,
          CERT_FILE,
          KEY_FILE,
          CA_FILE,
          DEFINITIONS_AT_FIRST_START,
          METADATA_SOURCE_PATH,
          IMAGE_SIZE_CAP,
          IMAGE_PROPERTY_QUOTA,
          IMAGE_TAG_QUOTA,
          IMAGE_MEMBER_QUOTA,
          USER_STORAGE_QUOTA,
          HASHING_ALGORITHM,
          SCHEMA_IMAGE_FILE,
          TASK_TIME_TO_LIVE,
          LIMIT_PARAM_DEFAULT,
          API_LIMIT_MAX,
          MAX_REQUEST_ID_LENGTH,
          DEBUG,
          LOG_FILE,
          LOG_DIR,
          HEALTHCHECK_DISABLE_FILE,
          CORS_ALLOWED_ORIGIN,
          CORS_ALLOW_CREDENTIALS,
          CORS_EXPOSE_HEADERS,
          CORS_MAX_AGE,
          CORS_ALLOW_METHODS,
          CORS_ALLOW_HEADERS,
          ENABLE_PROXY_HEADERS_PARSING,
          CONTAINER_FORMATS,
          DISK_FORMATS,
          ALLOW_ANONYMOUS_ACCESS,
          PROPERTY_PROTECTION_FILE,
          PROPERTY_PROTECTION_RULE_FORMAT,
          FLAVOR,
          KEYSTONE_CHALLENGE,
          KEYSTONE_URL,
          KEYSTONE_AUTH_TYPE,
          KEYSTONE_USERNAME,
          KEYSTONE_USER_ID,
          KEYSTONE_PASSWORD,
          KEYSTONE_USER_DOMAIN_ID,
          KEYSTONE_USER_DOMAIN_NAME,
          KEYSTONE_PROJECT_NAME,
          KEYSTONE_PROJECT_ID,
          KEYSTONE_PROJECT_DOMAIN_ID,
          KEYSTONE_PROJECT_DOMAIN_NAME,
          KEYSTONE_DEFAULT_DOMAIN_ID,
          KEYSTONE_SYSTEM_SCOPE,
          KEYSTONE_CREDENTIAL_ID,
          KEYSTONE_CREDENTIAL_NAME,
          KEYSTONE_CREDENTIAL_SECRET,
          KEYSTONE_INTERFACE,
          KEYSTONE_REGION,
          KEYSTONE_CA_FILE,
          KEYSTONE_CERT_FILE,
          KEYSTONE_KEY_FILE,
          KEYSTONE_INSECURE,
          KEYSTONE_CONNECT_TIMEOUT,
          KEYSTONE_RETRIES,
          KEYSTONE_CACHE_TIME,
          KEYSTONE_SERVICE_ROLES,
          KEYSTONE_SERVICE_ROLES_REQUIRED,
          KEYSTONE_SERVICE_TYPE,
          POLICY_FILE,
          POLICY_DIRS,
          ENFORCE_NEW_DEFAULTS,
          ENFORCE_SCOPE,
          HTPASSWD_FILE,
          ACCOUNTS_FILE,
          DATA_DIR,
          LET_ANYONE_ON_THE_NETWORK_BE_ADMIN,
          SHUTDOWN_TIMEOUT,
          TRANSPORT,
          TRUSTED_PROXIES,
          PROJECT_REQUESTS_PER_SECOND,
          PROJECT_TRANSFERS,
          TLS_MINIMUM_VERSION,
          TLS_CLIENT_CERTIFICATE_OPTIONAL,
          LOG_LEVEL);

  private Options() {}

  /// Every honoured option, section by section, in the order of the reference page.
  public static List<Option<?>> all() {
    return ALL;
  }
}
