package dev.vitrine.cli.config;

import java.util.List;

/// What is demanded of the format of uploaded data.
public final class FormatOptions {
  private static final String IMAGE_FORMAT = "image_format";

  public static final Option<Boolean> REQUIRE_IMAGE_FORMAT_MATCH =
      new Option<>(
          IMAGE_FORMAT,
          "require_image_format_match",
          OptionType.bool(),
          "true",
          "Refuse data that is not of the image's disk_format, or of several formats at once. What"
              + " is unsafe to open is refused in any case.");

  public static final Option<List<String>> GPT_SAFETY_CHECKS_NONFATAL =
      new Option<>(
          IMAGE_FORMAT,
          "gpt_safety_checks_nonfatal",
          OptionType.list(),
          "",
          "Checks of a partition table that only warn when they fail; there is one, mbr.");

  public static final Option<List<String>> VMDK_ALLOWED_TYPES =
      new Option<>(
          IMAGE_FORMAT,
          "vmdk_allowed_types",
          OptionType.list(),
          "streamOptimized,monolithicSparse",
          "Create-types of the VMDKs that are accepted; empty for none. Besides these two every one"
              + " is refused in any case, for it names other files.");

  private FormatOptions() {}
}
