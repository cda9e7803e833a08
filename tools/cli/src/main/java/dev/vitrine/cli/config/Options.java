package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The table of the options that are honoured, and those of the service as a whole. Names that
/// Glance has mean here what they mean there; what only Vitrine has is in the section `vitrine`.
public final class Options {
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
      Stream.of(
              List.<Option<?>>of(
                  BIND_HOST,
                  BIND_PORT,
                  PUBLIC_ENDPOINT,
                  TransportOptions.CERT_FILE,
                  TransportOptions.KEY_FILE,
                  TransportOptions.METRICS_LISTEN,
                  TransportOptions.CA_FILE,
                  StoreOptions.ENABLED_BACKENDS,
                  StoreOptions.DEFAULT_BACKEND,
                  StoreOptions.STORES,
                  StoreOptions.DEFAULT_STORE,
                  StoreOptions.SHOW_IMAGE_DIRECT_URL,
                  StoreOptions.SHOW_MULTIPLE_LOCATIONS,
                  DEFINITIONS_AT_FIRST_START,
                  METADATA_SOURCE_PATH,
                  ImageOptions.IMAGE_SIZE_CAP,
                  ImageOptions.IMAGE_PROPERTY_QUOTA,
                  ImageOptions.IMAGE_TAG_QUOTA,
                  ImageOptions.IMAGE_MEMBER_QUOTA,
                  ImageOptions.IMAGE_LOCATION_QUOTA,
                  ImageOptions.DO_SECURE_HASH,
                  ImageOptions.HTTP_RETRIES,
                  ImageOptions.USER_STORAGE_QUOTA,
                  LimitOptions.USE_KEYSTONE_LIMITS,
                  ImageOptions.HASHING_ALGORITHM,
                  ImageOptions.MD5_CHECKSUM,
                  ImageOptions.SCHEMA_IMAGE_FILE,
                  ImageOptions.PROPERTY_VALIDATION,
                  ImageOptions.TASK_TIME_TO_LIVE,
                  ImportSettings.METHODS,
                  ImportSettings.WORKERS,
                  ImportSettings.PARALLEL_STORES,
                  ImportSettings.PLUGINS,
                  ImportSettings.OUTPUT_FORMAT,
                  ImportSettings.QEMU_IMG,
                  ImportSettings.INJECTED,
                  ImportSettings.EXEMPT_ROLES,
                  ImportSettings.REGION_PROPERTIES,
                  ImportSettings.ALLOWED_SCHEMES,
                  ImportSettings.DISALLOWED_SCHEMES,
                  ImportSettings.ALLOWED_HOSTS,
                  ImportSettings.DISALLOWED_HOSTS,
                  ImportSettings.ALLOWED_PORTS,
                  ImportSettings.DISALLOWED_PORTS,
                  RequestOptions.LIMIT_PARAM_DEFAULT,
                  RequestOptions.API_LIMIT_MAX,
                  RequestOptions.MAX_REQUEST_ID_LENGTH,
                  DEBUG,
                  LOG_FILE,
                  LOG_DIR,
                  TransportOptions.HEALTHCHECK_DISABLE_FILE,
                  RequestOptions.CORS_ALLOWED_ORIGIN,
                  RequestOptions.CORS_ALLOW_CREDENTIALS,
                  RequestOptions.CORS_EXPOSE_HEADERS,
                  RequestOptions.CORS_MAX_AGE,
                  RequestOptions.CORS_ALLOW_METHODS,
                  RequestOptions.CORS_ALLOW_HEADERS,
                  RequestOptions.ENABLE_PROXY_HEADERS_PARSING,
                  ImageOptions.CONTAINER_FORMATS,
                  ImageOptions.DISK_FORMATS,
                  FormatOptions.REQUIRE_IMAGE_FORMAT_MATCH,
                  FormatOptions.GPT_SAFETY_CHECKS_NONFATAL,
                  FormatOptions.VMDK_ALLOWED_TYPES,
                  IdentityOptions.ALLOW_ANONYMOUS_ACCESS,
                  PolicyOptions.PROPERTY_PROTECTION_FILE,
                  PolicyOptions.PROPERTY_PROTECTION_RULE_FORMAT,
                  IdentityOptions.FLAVOR,
                  IdentityOptions.KEYSTONE_CHALLENGE),
              IdentityOptions.KEYSTONE.all(),
              List.<Option<?>>of(
                  IdentityOptions.KEYSTONE_CACHE_TIME,
                  IdentityOptions.KEYSTONE_SERVICE_ROLES,
                  IdentityOptions.KEYSTONE_SERVICE_ROLES_REQUIRED,
                  IdentityOptions.KEYSTONE_SERVICE_TYPE,
                  SignatureOptions.BARBICAN_ENDPOINT,
                  SignatureOptions.BARBICAN_INTERFACE,
                  SignatureOptions.BARBICAN_REGION,
                  SignatureOptions.BARBICAN_RETRIES,
                  SignatureOptions.BARBICAN_VERIFY,
                  SignatureOptions.BARBICAN_CA_FILE),
              LimitOptions.KEYSTONE.all(),
              LimitOptions.ENDPOINT,
              List.<Option<?>>of(
                  PolicyOptions.POLICY_FILE,
                  PolicyOptions.POLICY_DIRS,
                  PolicyOptions.ENFORCE_NEW_DEFAULTS,
                  PolicyOptions.ENFORCE_SCOPE,
                  PolicyOptions.REMOTE_CONTENT_TYPE,
                  PolicyOptions.REMOTE_TIMEOUT,
                  PolicyOptions.REMOTE_VERIFY,
                  PolicyOptions.REMOTE_CA_FILE,
                  PolicyOptions.REMOTE_CERT_FILE,
                  PolicyOptions.REMOTE_KEY_FILE,
                  LimitOptions.CACHE_TIME,
                  LimitOptions.CUT_UNKNOWN_LENGTHS,
                  IdentityOptions.HTPASSWD_FILE,
                  IdentityOptions.ACCOUNTS_FILE,
                  DATA_DIR,
                  LET_ANYONE_ON_THE_NETWORK_BE_ADMIN,
                  SHUTDOWN_TIMEOUT,
                  TransportOptions.TRANSPORT,
                  SignatureOptions.CERTIFICATES_DIR,
                  SignatureOptions.TRUSTED_FILE,
                  ImportSettings.PRIVATE_NETWORKS,
                  ImportSettings.DOWNLOAD_TIMEOUT,
                  RequestOptions.TRUSTED_PROXIES,
                  RequestOptions.PROJECT_REQUESTS_PER_SECOND,
                  RequestOptions.PROJECT_TRANSFERS,
                  TransportOptions.TLS_MINIMUM_VERSION,
                  TransportOptions.TLS_CLIENT_CERTIFICATE_OPTIONAL,
                  StoreOptions.COLLECTION_INTERVAL,
                  StoreOptions.SCRUB_BYTES_PER_SECOND,
                  StoreOptions.SCRUB_INTERVAL,
                  StoreOptions.VERIFY_ON_READ,
                  StoreOptions.RESERVED_SPACE,
                  LOG_LEVEL))
          .<Option<?>>flatMap(List::stream)
          .toList();

  private Options() {}

  /// Every honoured option, section by section, in the order of the reference page.
  public static List<Option<?>> all() {
    return ALL;
  }
}
