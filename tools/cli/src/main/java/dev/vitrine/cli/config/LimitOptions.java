package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Limits of projects that Keystone keeps, in the names of `[oslo_limit]`.
public final class LimitOptions {
  private static final String LIMIT = "oslo_limit";

  public static final Option<Boolean> USE_KEYSTONE_LIMITS =
      new Option<>(
          DEFAULT_GROUP,
          "use_keystone_limits",
          OptionType.bool(),
          "false",
          "Hold projects to the limits that Keystone has for them (image_size_total,"
              + " image_stage_total, image_count_total, image_count_uploading) rather than to"
              + " user_storage_quota.");

  /// How to reach the Keystone that knows limits.
  public static final KeystoneAccessOptions KEYSTONE = KeystoneAccessOptions.of(LIMIT);

  public static final Option<Optional<String>> ENDPOINT_ID =
      new Option<>(
          LIMIT,
          "endpoint_id",
          OptionType.text().orNothing(),
          "",
          "The image service's endpoint in Keystone, whose service and region the limits are for.");

  public static final Option<Optional<String>> ENDPOINT_SERVICE_TYPE =
      new Option<>(
          LIMIT,
          "endpoint_service_type",
          OptionType.text().orNothing(),
          "",
          "Without endpoint_id: the type of its service.");

  public static final Option<Optional<String>> ENDPOINT_SERVICE_NAME =
      new Option<>(
          LIMIT,
          "endpoint_service_name",
          OptionType.text().orNothing(),
          "",
          "Without endpoint_id: the name of its service.");

  public static final Option<Optional<String>> ENDPOINT_REGION =
      new Option<>(
          LIMIT,
          "endpoint_region_name",
          OptionType.text().orNothing(),
          "",
          "Without endpoint_id: its region. Unset: any.");

  public static final Option<String> ENDPOINT_INTERFACE =
      new Option<>(
          LIMIT,
          "endpoint_interface",
          OptionType.oneOf("public", "publicURL", "internal", "internalURL", "admin", "adminURL"),
          "public",
          "Without endpoint_id: its interface.");

  static final List<Option<?>> ENDPOINT =
      List.of(
          ENDPOINT_ID,
          ENDPOINT_SERVICE_TYPE,
          ENDPOINT_SERVICE_NAME,
          ENDPOINT_REGION,
          ENDPOINT_INTERFACE);

  public static final Option<Duration> CACHE_TIME =
      new Option<>(
          OURS,
          "limits_cache_time",
          OptionType.duration(Duration.ZERO, Duration.ofMinutes(10)),
          "0",
          "How long the limits of a project count without asking Keystone again; 0 to ask for each"
              + " upload and each new image, as Glance does.");

  public static final Option<Boolean> CUT_UNKNOWN_LENGTHS =
      new Option<>(
          OURS,
          "limits_cut_unknown_lengths",
          OptionType.bool(),
          "false",
          "Cut data of unknown length when it reaches image_size_total. false: as with Glance, a"
              + " project that is not beyond the limit may begin one more such upload, of any"
              + " size.");

  private LimitOptions() {}
}
