package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What images may be: their limits, formats, hashes, custom properties; and how long tasks are
/// kept.
public final class ImageOptions {
  private static final String IMAGE_FORMAT = "image_format";
  private static final int ANY = Integer.MAX_VALUE;

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

  public static final Option<Integer> IMAGE_LOCATION_QUOTA =
      new Option<>(
          DEFAULT_GROUP,
          "image_location_quota",
          OptionType.integer(-ANY, ANY),
          "10",
          "Most locations that callers give an image; negative for no limit.");

  public static final Option<Boolean> DO_SECURE_HASH =
      new Option<>(
          DEFAULT_GROUP,
          "do_secure_hash",
          OptionType.bool(),
          "true",
          "Read the data at locations that are registered, to hash it and to hold it against what"
              + " was said of it.");

  public static final Option<Integer> HTTP_RETRIES =
      new Option<>(
          DEFAULT_GROUP,
          "http_retries",
          OptionType.integer(1, 100),
          "3",
          "How often it is tried to read it.");

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

  public static final Option<Boolean> MD5_CHECKSUM =
      new Option<>(
          OURS,
          "md5_checksum",
          OptionType.bool(),
          "true",
          "Compute the MD5 of data, which the API calls checksum. Without it checksum is null,"
              + " which the API allows and clients that compare os_hash_value do not miss, and"
              + " uploads take less: it is the slowest hash of all, and some systems forbid it.");

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

  public static final Option<String> PROPERTY_VALIDATION =
      new Option<>(
          OURS,
          "property_validation",
          OptionType.oneOf("off", "warn", "refuse"),
          "off",
          "What becomes of a request that gives an image properties which no metadata definition"
              + " allows: off does not look, warn carries it out and names them in"
              + " X-Image-Property-Faults, refuse answers 400. A request may ask for more with"
              + " ?validate=.");

  private ImageOptions() {}
}
