package dev.vitrine.cli.config;

import static dev.vitrine.cli.config.OptionName.DEFAULT_GROUP;
import static dev.vitrine.cli.config.OptionName.OURS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The options of stores. Those of a store are read from a section of the store's own name, and
/// where that says nothing from `[backend_defaults]`; without `enabled_backends` there is one
/// section for all, `[glance_store]`. What only stores of one type have is in a class of that
/// type's own.
public final class StoreOptions {
  /// The section of the options that no store's own section sets.
  static final String DEFAULTS_GROUP = "backend_defaults";

  /// The types of stores, with what only stores of that type can be told.
  private static final List<StoreType> TYPES =
      List.of(
          TierOptions.TYPE,
          FileStoreSettings.TYPE,
          HttpStoreSettings.TYPE,
          RbdStoreSettings.TYPE,
          S3StoreSettings.TYPE,
          SwiftStoreSettings.TYPE,
          VmwareStoreSettings.TYPE);

  /// The section of stores that have no names.
  public static final String UNNAMED_GROUP = "glance_store";

  public static final Option<List<Backend>> ENABLED_BACKENDS =
      new Option<>(
          DEFAULT_GROUP,
          "enabled_backends",
          OptionType.list("a comma-separated list of name:type", Backend::parse),
          "",
          "The stores that images may lie in, as name:type; each name has a section of its own."
              + " Types: "
              + String.join(", ", TYPES.stream().map(StoreType::name).toList())
              + ". Unset: one store of type vitrine below data_dir.");

  public static final Option<Optional<String>> DEFAULT_BACKEND =
      new Option<>(
          UNNAMED_GROUP,
          "default_backend",
          OptionType.text().orNothing(),
          "",
          "Which of enabled_backends takes an upload that names none.");

  public static final Option<List<String>> STORES =
      new Option<>(
          UNNAMED_GROUP,
          "stores",
          OptionType.list(),
          "",
          "Without enabled_backends: types of stores, whose options are in this section. Unset: one"
              + " store of type vitrine below data_dir.");

  public static final Option<String> DEFAULT_STORE =
      new Option<>(
          UNNAMED_GROUP,
          "default_store",
          OptionType.text(),
          "file",
          "Which of stores takes uploads.");

  public static final Option<Boolean> SHOW_IMAGE_DIRECT_URL =
      new Option<>(
          DEFAULT_GROUP,
          "show_image_direct_url",
          OptionType.bool(),
          "false",
          "Show callers where the image's data lies, in direct_url.");

  public static final Option<Boolean> SHOW_MULTIPLE_LOCATIONS =
      new Option<>(
          DEFAULT_GROUP,
          "show_multiple_locations",
          OptionType.bool(),
          "false",
          "Show callers every place where the image's data lies, in locations.");

  public static final Option<Duration> COLLECTION_INTERVAL =
      new Option<>(
          OURS,
          "collection_interval",
          OptionType.duration(Duration.ZERO, Duration.ofDays(365)),
          "15m",
          "Time between two collections of what no image needs any more in stores of type vitrine;"
              + " 0: only when one is asked for.");

  public static final Option<Long> SCRUB_BYTES_PER_SECOND =
      new Option<>(
          OURS,
          "scrub_bytes_per_second",
          OptionType.bytes(0, 1L << 40),
          "16M",
          "How much the scrubber reads at most, to compare what stores of type vitrine have with"
              + " its SHA-256; 0: only when it is asked to, and then as fast as it goes.");

  public static final Option<Duration> SCRUB_INTERVAL =
      new Option<>(
          OURS,
          "scrub_interval",
          OptionType.duration(Duration.ZERO, Duration.ofDays(3650)),
          "168h",
          "Time from the beginning of one pass of the scrubber over a store to that of the next; 0:"
              + " one follows the other.");

  public static final Option<Boolean> VERIFY_ON_READ =
      new Option<>(
          OURS,
          "verify_on_read",
          OptionType.bool(),
          "false",
          "Compare each chunk with its SHA-256 before any of it is sent, also where the kernel"
              + " could send it from its file.");

  public static final Option<Long> RESERVED_SPACE =
      new Option<>(
          OURS,
          "reserved_space",
          OptionType.bytes(0, 1L << 50),
          "128M",
          "What chunks below data_dir leave free of the file system there, for the registry and the"
              + " index. An upload that is known to need more than the rest is refused with 413"
              + " before its first byte, any other when it gets there.");

  // Of each store. The group is where their defaults are; in() moves them to a store's section.

  public static final Option<Optional<String>> DESCRIPTION =
      new Option<>(
          DEFAULTS_GROUP,
          "store_description",
          OptionType.text().orNothing(),
          "",
          "Text about the store, for people.");

  public static final Option<Integer> WEIGHT =
      new Option<>(
          DEFAULTS_GROUP,
          "weight",
          OptionType.integer(Integer.MIN_VALUE, Integer.MAX_VALUE),
          "0",
          "Where data is read first: the greater, the earlier.");

  private static final List<Option<?>> COMMON = List.of(DESCRIPTION, WEIGHT);

  private StoreOptions() {}

  /// A store as `enabled_backends` names it.
  public record Backend(String id, String type) {
    static Backend parse(String text) {
      int colon = text.indexOf(':');
      String id = colon < 0 ? "" : text.substring(0, colon).strip();
      String type = text.substring(colon + 1).strip();
      if (id.isEmpty() || type.isEmpty()) {
        throw new IllegalArgumentException(text);
      }
      return new Backend(id, type);
    }
  }

  /// The options that stores have in sections of their own, in the order of the reference page.
  static List<Option<?>> ofStores() {
    List<Option<?>> all = new ArrayList<>(COMMON);
    TYPES.forEach(type -> all.addAll(type.options()));
    return all;
  }

  /// The option as the section of that name has it.
  public static <T> Option<T> in(String group, Option<T> option) {
    return new Option<>(
        new OptionName(group, option.name().name()),
        option.type(),
        option.defaultText(),
        option.help(),
        List.of(option.name()),
        option.secret());
  }

  /// The options of the stores that the section names.
  static List<Option<?>> inSection(String group, String type) {
    List<Option<?>> options = new ArrayList<>();
    COMMON.forEach(option -> options.add(in(group, option)));
    options.addAll(ofType(group, type));
    return options;
  }

  /// What only stores of that type can be told, as the section of that name has it.
  static List<Option<?>> ofType(String group, String type) {
    List<Option<?>> options = new ArrayList<>();
    TYPES.stream()
        .filter(known -> known.name().equals(type))
        .flatMap(known -> known.options().stream())
        .forEach(option -> options.add(in(group, option)));
    return options;
  }
}
