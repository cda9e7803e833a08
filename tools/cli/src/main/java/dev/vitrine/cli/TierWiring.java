package dev.vitrine.cli;

import dev.vitrine.backend.filesystem.FileSystemBackend;
import dev.vitrine.backend.objects.GuardedChunkBackend;
import dev.vitrine.backend.objects.ObjectChunkBackend;
import dev.vitrine.backend.objects.ObjectContainer;
import dev.vitrine.blobstore.BlobException;
import dev.vitrine.blobstore.BoundedCache;
import dev.vitrine.blobstore.ChunkBackend;
import dev.vitrine.blobstore.PackingBackend;
import dev.vitrine.blobstore.PackingRule;
import dev.vitrine.blobstore.Tier;
import dev.vitrine.cli.config.Configuration;
import dev.vitrine.cli.config.StoreOptions;
import dev.vitrine.cli.config.TierOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the tiers of chunk stores. A folder must be there; what is across a network need not
/// answer: that is noticed when it is used, and used as soon as it is back.
final class TierWiring {
  private static final Logger LOG = LoggerFactory.getLogger(TierWiring.class);

  /// The tier of a store that names none.
  private static final String ALONE = StoreWiring.ALONE;

  private final Configuration configuration;
  private final DataFolder folder;
  private final Access access;
  private final List<StoreMeter> meters = new ArrayList<>();

  /// @param folder where the tier of a store is that names none
  TierWiring(Configuration configuration, DataFolder folder, Access access) {
    this.configuration = configuration;
    this.folder = folder;
    this.access = access;
  }

  /// What the tiers are opened for.
  enum Access {
    /// By the one process that may.
    CHANGE,
    /// Also beside a running service. Caches are left out: they belong to that.
    LOOK
  }

  /// Of the tiers elsewhere that were made.
  List<StoreMeter> meters() {
    return List.copyOf(meters);
  }

  /// The tiers of a store that names none.
  List<Tier> inDataFolder() throws CommandFailure {
    // Packed chunks are read wherever they are: somebody may have had them packed before.
    return List.of(
        new Tier(
            ALONE,
            Tier.Role.DURABLE,
            new PackingBackend(folder(folder.store()), PackingRule.NEVER)));
  }

  /// The tiers that a store names, in its order.
  List<Tier> named(String store, List<String> sections) throws CommandFailure {
    List<Tier> tiers = new ArrayList<>();
    try {
      for (String section : sections) {
        tier(new StoreSection(configuration, section, section)).ifPresent(tiers::add);
      }
      if (tiers.stream().noneMatch(tier -> tier.role() == Tier.Role.DURABLE)) {
        throw CommandFailure.wrongUse("store " + store + ": none of its tiers is durable");
      }
      return tiers;
    } catch (CommandFailure | RuntimeException e) {
      tiers.forEach(tier -> tier.backend().close());
      throw e;
    }
  }

  private Optional<Tier> tier(StoreSection section) throws CommandFailure {
    if (section.id().equals(ALONE)) {
      throw CommandFailure.wrongUse("tier " + ALONE + ": that name is the data folder's");
    }
    Tier.Role role = section.get(TierOptions.ROLE);
    PackingRule packing = packing(section, role);
    Optional<ChunkBackend> backend =
        switch (role) {
          case DURABLE -> Optional.of(place(section));
          case CACHE -> cache(section);
        };
    return backend.map(opened -> new Tier(section.id(), role, new PackingBackend(opened, packing)));
  }

  private static PackingRule packing(StoreSection section, Tier.Role role) throws CommandFailure {
    if (section.get(TierOptions.PACKING) == TierOptions.Packing.NONE) {
      return PackingRule.NEVER;
    }
    Duration after = section.get(TierOptions.PACK_AFTER);
    if (after.isZero()) {
      return PackingRule.AT_ONCE;
    }
    if (role == Tier.Role.CACHE || section.get(TierOptions.PLACE) != TierOptions.Place.FOLDER) {
      throw CommandFailure.wrongUse(
          "tier "
              + section.id()
              + ": only a durable tier of type folder knows when chunks were used, for"
              + " tier_pack_after");
    }
    return new PackingRule.WhenCold(after, section.get(TierOptions.PACK_BELOW));
  }

  private ChunkBackend place(StoreSection section) throws CommandFailure {
    return switch (section.get(TierOptions.PLACE)) {
      case FOLDER -> folder(path(section));
      case S3 -> guarded(section, new S3StoreKind());
      case SWIFT -> guarded(section, new SwiftStoreKind(Optional.empty()));
      case RADOS -> guarded(section, new RbdStoreKind());
    };
  }

  private static Path path(StoreSection section) throws CommandFailure {
    return section
        .get(TierOptions.PATH)
        .orElseThrow(() ->
            CommandFailure.wrongUse(
                "tier " + section.id() + " is a folder, and tier_path is not set"));
  }

  private ChunkBackend folder(Path path) throws CommandFailure {
    try {
      return switch (access) {
        case CHANGE -> FileSystemBackend.open(path, configuration.get(StoreOptions.RESERVED_SPACE));
        case LOOK -> FileSystemBackend.openReadOnly(path);
      };
    } catch (BlobException e) {
      throw CommandFailure.unavailable(
          "the store in " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /// Empty when it cannot be used: a service without its cache is slower and no less right.
  private Optional<ChunkBackend> cache(StoreSection section) throws CommandFailure {
    if (section.get(TierOptions.PLACE) != TierOptions.Place.FOLDER) {
      throw CommandFailure.wrongUse("tier " + section.id() + ": a cache is a folder");
    }
    Path path = path(section);
    long maxBytes =
        section
            .get(TierOptions.MAX_BYTES)
            .orElseThrow(() ->
                CommandFailure.wrongUse(
                    "tier " + section.id() + " is a cache, and tier_max_bytes is not set"));
    if (access == Access.LOOK) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BoundedCache(FileSystemBackend.openCache(path), maxBytes));
    } catch (BlobException e) {
      LOG.warn("The cache {} in {} is not used: {}", section.id(), path, e.getMessage());
      return Optional.empty();
    }
  }

  private ChunkBackend guarded(StoreSection section, ContainerKind kind) throws CommandFailure {
    ObjectContainer container;
    try {
      container = kind.container(section);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.wrongUse("tier " + section.id() + ": " + e.getMessage(), e);
    }
    String prefix = section.get(TierOptions.PREFIX);
    GuardedChunkBackend guarded =
        new GuardedChunkBackend(
            switch (access) {
              case CHANGE -> ObjectChunkBackend.over(container, prefix);
              case LOOK -> ObjectChunkBackend.readOnly(container, prefix);
            },
            "Tier " + section.id(),
            GuardedChunkBackend.LIMITS);
    meters.add(new StoreMeter("tier/" + section.id(), guarded::counts, guarded::outage));
    return guarded;
  }
}
