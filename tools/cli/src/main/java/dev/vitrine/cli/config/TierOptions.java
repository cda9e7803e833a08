package dev.vitrine.cli.config;

import dev.vitrine.blobstore.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What stores of type `vitrine` can be told: the tiers that their chunks lie in, each with a
/// section of its own. A tier across a network is told where it is by the options that a store of
/// whole images in the same place has.
public final class TierOptions {
  /// The type of stores that keep chunks.
  public static final String STORE_TYPE = "vitrine";

  /// Where a tier may be.
  public enum Place {
    FOLDER,
    S3,
    SWIFT,
    RADOS
  }

  /// How a tier keeps chunks.
  public enum Packing {
    NONE,
    LZ4
  }

  /// The type of store whose options say where the tier is.
  private static final Map<Place, String> STORE_TYPES =
      Map.of(Place.S3, "s3", Place.SWIFT, "swift", Place.RADOS, "rbd");

  public static final Option<List<String>> TIERS =
      StoreType.option(
          STORE_TYPE,
          "vitrine_tiers",
          OptionType.list(),
          "",
          "the sections that say where its chunks lie, in the order in which they are read. Unset:"
              + " one tier below data_dir.");

  public static final Option<Place> PLACE =
      option(
          "tier_type",
          OptionType.oneOf(Place.class),
          "folder",
          "Of a tier: where it is. Of s3, swift and rados the options of the store types s3, swift"
              + " and rbd say more, in the same section.");

  public static final Option<Tier.Role> ROLE =
      option(
          "tier_role",
          OptionType.oneOf(Tier.Role.class),
          "durable",
          "Of a tier: durable, or a cache, which may lose anything at any time. The first durable"
              + " tier is where everything is written; durable ones behind it are only read.");

  public static final Option<Optional<Path>> PATH =
      option(
          "tier_path",
          OptionType.path().orNothing(),
          "",
          "Of a tier of type folder: the folder. A folder is a tier of one store only.");

  public static final Option<Optional<Long>> MAX_BYTES =
      option(
          "tier_max_bytes",
          OptionType.bytes(64L << 20, Long.MAX_VALUE).orNothing(),
          "",
          "Of a cache: how much it may hold. What was not used for longest goes first.");

  public static final Option<String> PREFIX =
      option(
          "tier_prefix",
          OptionType.text(),
          "",
          "Of a tier of type s3, swift or rados: what the names of its objects begin with, such as"
              + " vitrine/ in a bucket that has other things, too.");

  public static final Option<Packing> PACKING =
      option(
          "tier_packing",
          OptionType.oneOf(Packing.class),
          "none",
          "Of a tier: pack chunks with LZ4 where that saves an eighth. What is there already is"
              + " read in either form.");

  public static final Option<Duration> PACK_AFTER =
      option(
          "tier_pack_after",
          OptionType.duration(Duration.ZERO, Duration.ofDays(3650)),
          "0",
          "Of a tier of type folder with tier_packing: pack chunks that were neither stored nor"
              + " read for that long, 30d for example, and unpack those that are read again. 0:"
              + " pack them as they are stored.");

  public static final Option<Long> PACK_BELOW =
      option(
          "tier_pack_below",
          OptionType.bytes(0, Long.MAX_VALUE),
          "0",
          "Of a tier with tier_pack_after: with less room than that, chunks are packed earlier,"
              + " those first that were not used for longest, after a day at the earliest.");

  static final StoreType TYPE = new StoreType(STORE_TYPE, List.of(TIERS));

  private static final List<Option<?>> OF_A_TIER =
      List.of(PLACE, ROLE, PATH, MAX_BYTES, PREFIX, PACKING, PACK_AFTER, PACK_BELOW);

  private TierOptions() {}

  private static <T> Option<T> option(
      String name, OptionType<T> type, String defaultText, String help) {
    return new Option<>(StoreOptions.DEFAULTS_GROUP, name, type, defaultText, help);
  }

  /// The options that tiers have in sections of their own, in the order of the reference page.
  static List<Option<?>> ofTiers() {
    return OF_A_TIER;
  }

  /// What the section of a tier may have, whatever the tier's place.
  static List<Option<?>> inSection(String group) {
    List<Option<?>> options = new ArrayList<>();
    OF_A_TIER.forEach(option -> options.add(StoreOptions.in(group, option)));
    return options;
  }

  /// What the section of a tier may have because it is there.
  static List<Option<?>> inSection(String group, Place place) {
    String type = STORE_TYPES.get(place);
    return type == null ? List.of() : StoreOptions.ofType(group, type);
  }
}
