package dev.vitrine.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What stores of type `swift` can be told.
public final class SwiftStoreSettings {
  public static final String NAME = "swift";

  /// Swift's megabyte, and nobody else's.
  private static final long MB = 1000L * 1024;

  private static final long MOST_MB = 1L << 40;

  public static final Option<Optional<Path>> CONFIG_FILE =
      option(
          "swift_store_config_file",
          OptionType.path().orNothing(),
          "",
          "file with a section for each account: user (project:user), key, auth_address,"
              + " auth_version, project_domain_id or _name, user_domain_id or _name, or"
              + " application_credential_id and _secret. URIs have the section's name.");

  public static final Option<String> REFERENCE =
      option(
          "default_swift_reference",
          OptionType.text(),
          "ref1",
          "the section whose account new images go to; without swift_store_config_file, what URIs"
              + " call the account that is set up here.");

  public static final Option<Optional<String>> AUTH_ADDRESS =
      option(
          "swift_store_auth_address",
          OptionType.text().orNothing(),
          "",
          "where to log in: a Keystone or, with swift_store_auth_version = 1, Swift's own"
              + " /auth/v1.0.");

  public static final Option<String> AUTH_VERSION =
      option(
          "swift_store_auth_version",
          OptionType.oneOf("1", "3"),
          "3",
          "how to log in: 3 by Keystone, 1 by Swift's own way.");

  public static final Option<Optional<String>> USER =
      option(
          "swift_store_user",
          OptionType.text().orNothing(),
          "",
          "who logs in, as project:user; with version 1, account:user.");

  public static final Option<Optional<String>> KEY =
      StoreType.option(
              NAME,
              "swift_store_key",
              OptionType.text().orNothing(),
              "",
              "the password or key of swift_store_user.")
          .keptSecret();

  public static final Option<Optional<String>> CREDENTIAL_ID =
      option(
          "swift_store_application_credential_id",
          OptionType.text().orNothing(),
          "",
          "an application credential that logs in in place of a user.");

  public static final Option<Optional<String>> CREDENTIAL_SECRET =
      StoreType.option(
              NAME,
              "swift_store_application_credential_secret",
              OptionType.text().orNothing(),
              "",
              "its secret.")
          .keptSecret();

  public static final Option<Boolean> INSECURE =
      option(
          "swift_store_auth_insecure",
          OptionType.bool(),
          "false",
          "whether any certificate of the other side's will do.");

  public static final Option<Optional<Path>> CA_FILE =
      option(
          "swift_store_cacert",
          OptionType.path().orNothing(),
          "",
          "certificates that the other side's is checked by, in PEM form.");

  public static final Option<Optional<String>> REGION =
      option(
          "swift_store_region",
          OptionType.text().orNothing(),
          "",
          "region of Swift's address in Keystone's catalogue. Unset: any.");

  public static final Option<Optional<String>> ENDPOINT =
      option(
          "swift_store_endpoint",
          OptionType.httpUrl().orNothing(),
          "",
          "address of the account, in place of the one in the catalogue.");

  public static final Option<String> ENDPOINT_TYPE =
      option(
          "swift_store_endpoint_type",
          OptionType.oneOf("publicURL", "internalURL", "adminURL"),
          "publicURL",
          "which of Swift's addresses in the catalogue to use.");

  public static final Option<String> SERVICE_TYPE =
      option(
          "swift_store_service_type",
          OptionType.text(),
          "object-store",
          "what the catalogue calls Swift.");

  public static final Option<String> CONTAINER =
      option(
          "swift_store_container",
          OptionType.text(),
          "glance",
          "the container of the images, or what the names of several begin with.");

  public static final Option<Boolean> CREATE_CONTAINER =
      option(
          "swift_store_create_container_on_put",
          OptionType.bool(),
          "false",
          "make a container that is missing.");

  public static final Option<Long> LARGE_OBJECT_BYTES =
      megabytes(
          "swift_store_large_object_size",
          "5120",
          "from which length on an image is kept in" + " segments, in units of 1,024,000 bytes.");

  public static final Option<Long> SEGMENT_BYTES =
      megabytes(
          "swift_store_large_object_chunk_size",
          "200",
          "length of a segment, in units of" + " 1,024,000 bytes.");

  public static final Option<Integer> CONTAINERS_SEED =
      option(
          "swift_store_multiple_containers_seed",
          OptionType.integer(0, 32),
          "0",
          "how many digits of an image's id choose its container; 0: one container for all.");

  public static final Option<Boolean> MULTI_TENANT =
      option(
          "swift_store_multi_tenant",
          OptionType.bool(),
          "false",
          "each image lies in the account of the project that uploads it, in a container of its"
              + " own, swift_store_container with the id after it. Callers act by their own tokens;"
              + " the account that is set up here does what no caller stands behind, and needs the"
              + " role ResellerAdmin. Not with swift_store_config_file.");

  public static final Option<List<String>> ADMIN_TENANTS =
      option(
          "swift_store_admin_tenants",
          OptionType.list(),
          "",
          "with swift_store_multi_tenant: ids of projects that may write into every image's"
              + " container.");

  public static final Option<Boolean> GOES_ON =
      option(
          "swift_store_use_trusts",
          OptionType.bool(),
          "true",
          "with swift_store_multi_tenant: the account that is set up here goes on with a transfer"
              + " whose caller's token runs out. (No trusts of Keystone's are made for it.)");

  public static final Option<Duration> RENEW_BEFORE =
      option(
          "swift_store_expire_soon_interval",
          OptionType.duration(Duration.ZERO, Duration.ofDays(1)),
          "60",
          "how long before its end a token is renewed.");

  static final StoreType TYPE =
      new StoreType(
          NAME,
          List.of(
              CONFIG_FILE,
              REFERENCE,
              AUTH_ADDRESS,
              AUTH_VERSION,
              USER,
              KEY,
              CREDENTIAL_ID,
              CREDENTIAL_SECRET,
              INSECURE,
              CA_FILE,
              REGION,
              ENDPOINT,
              ENDPOINT_TYPE,
              SERVICE_TYPE,
              CONTAINER,
              CREATE_CONTAINER,
              LARGE_OBJECT_BYTES,
              SEGMENT_BYTES,
              CONTAINERS_SEED,
              MULTI_TENANT,
              ADMIN_TENANTS,
              GOES_ON,
              RENEW_BEFORE));

  private SwiftStoreSettings() {}

  private static <T> Option<T> option(
      String name, OptionType<T> type, String defaultText, String help) {
    return StoreType.option(NAME, name, type, defaultText, help);
  }

  private static Option<Long> megabytes(String name, String defaultText, String help) {
    OptionType<Long> count = OptionType.bytes(1, MOST_MB);
    return option(
        name,
        new OptionType<>("a whole number, 1 or more", text -> count.parser().apply(text) * MB),
        defaultText,
        help);
  }
}
