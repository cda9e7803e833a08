package dev.vitrine.cli.config;

import dev.vitrine.blobstore.Tier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What stores of type `vitrine` can be told: the tiers that their chunks lie in, each with a
/// section of its own.
public final class TierOptions {
  /// The type of stores that keep chunks.
  public static final String STORE_TYPE = "vitrine";

  /// Where a tier may be.
  public enum Place {
    FOLDER
  }

  /// How a tier keeps chunks.
  public enum Packing {
    NONE,
    LZ4
  }

  public static final Option<List<String>> TIERS =
      StoreType.option(
          STORE_TYPE,
          "vitrine_tiers",
          OptionType.list(),
          "",
          "the sections that say where its chunks lie, in the order in which they are read. Unset:"
              + " one tier below data_dir.");

  public static final Option<Place> PLACE =
      option("tier_type", OptionType.oneOf(Place.class), "folder", "Of a tier: where it is.");

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

  public static final Option<Packing> PACKING =
      option(
          "tier_packing",
          OptionType.oneOf(Packing.class),
          "none",
          "Of a tier: pack chunks with LZ4 where that saves an eighth. What is there already is"
              + " read in either form.");

  static final StoreType TYPE = new StoreType(STORE_TYPE, List.of(TIERS));

  private static final List<Option<?>> OF_A_TIER = List.of(PLACE, ROLE, PATH, MAX_BYTES, PACKING);

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
}
