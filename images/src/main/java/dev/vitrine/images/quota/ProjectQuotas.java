package dev.vitrine.images.quota;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.Resource;
import dev.vitrine.catalog.Usage;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.quota.UnifiedLimits.Name;
import dev.vitrine.images.quota.UsageBounds.Bound;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Turns [Quotas] into bounds on what an owner's images take, each time something wants more. It is
/// always the image's owner that pays, whoever sends the data. Thread-safe.
public final class ProjectQuotas {
  private final Quotas quotas;
  private final Catalog catalog;

  public ProjectQuotas(Quotas quotas, Catalog catalog) {
    this.quotas = quotas;
    this.catalog = catalog;
  }

  /// A limit and what there is of it, both in the limit's own unit, rounded down.
  ///
  /// @param limit [UnifiedLimits#UNLIMITED] for none
  public record Share(Name name, long usage, long limit) {}

  /// The caller's project's part of each limit; empty when no such limits hold.
  public List<Share> shares(Caller caller) throws Refusal.Unavailable {
    if (!(quotas instanceof Quotas.Unified(UnifiedLimits limits, boolean _))) {
      return List.of();
    }
    Map<Name, Long> most = limits.of(caller.project());
    Usage usage = catalog.usage(caller.project());
    List<Share> shares = new ArrayList<>();
    for (Name name : Name.values()) {
      long used = Math.floorDiv(usage.amount(name.resource()), name.unit());
      shares.add(new Share(name, used, most.getOrDefault(name, 0L)));
    }
    return shares;
  }

  /// Bounds for one image more.
  public UsageBounds forNewImage(@Nullable String owner) throws Refusal.Unavailable {
    return switch (quotas) {
      case Quotas.None(), Quotas.Storage(long _) -> UsageBounds.none(owner);
      case Quotas.Unified(UnifiedLimits limits, boolean _) -> {
        UnifiedBounds bounds = new UnifiedBounds(owner, limits.of(owner));
        bounds.count(Name.IMAGE_COUNT_TOTAL, 1);
        yield bounds.build();
      }
    };
  }

  /// What holds for data on its way to an image.
  ///
  /// @param atTheStart the bounds of the commit that begins, with the announced length reserved
  /// @param growth what the owner may have altogether while more is reserved as more arrives; empty
  ///   when nothing has to be reserved
  public record UploadBounds(UsageBounds atTheStart, OptionalLong growth) {}

  /// Staged data is bounded by itself, and again, with all other data, when it is imported.
  ///
  /// @param announcedBytes empty when the sender does not say
  public UploadBounds forData(
      @Nullable String owner, Destination destination, OptionalLong announcedBytes)
      throws Refusal.Unavailable {
    return switch (quotas) {
      case Quotas.None() -> new UploadBounds(UsageBounds.none(owner), OptionalLong.empty());
      case Quotas.Storage(long most) -> {
        long more = announcedBytes.orElse(1);
        Bound bound = new Bound(destination.resource(), most, more, used -> full(most, used, more));
        yield new UploadBounds(
            new UsageBounds(owner, List.of(bound)),
            announcedBytes.isPresent() ? OptionalLong.empty() : OptionalLong.of(most));
      }
      case Quotas.Unified(UnifiedLimits limits, boolean cuts) -> {
        Map<Name, Long> most = limits.of(owner);
        UnifiedBounds bounds = new UnifiedBounds(owner, most);
        bounds.bytes(destination.limit(), announcedBytes);
        bounds.count(Name.IMAGE_COUNT_UPLOADING, 0);
        yield new UploadBounds(
            bounds.build(),
            announcedBytes.isPresent()
                ? OptionalLong.empty()
                : OptionalLong.of(cuts ? bounds.mostBytes(destination.limit()) : Long.MAX_VALUE));
      }
    };
  }

  /// Refuses what would bring more data to a project that is beyond its limit already.
  public void requireRoom(Caller caller) throws Refusal {
    if (quotas instanceof Quotas.Unified(UnifiedLimits limits, boolean _)) {
      UnifiedBounds bounds = new UnifiedBounds(caller.project(), limits.of(caller.project()));
      bounds.bytes(Name.IMAGE_SIZE_TOTAL, OptionalLong.empty());
      bounds.build().require(catalog);
    }
  }

  /// Refuses to go on with an import that has begun when its owner has too many of them, or too
  /// much in staging. The import itself counts.
  public void requireImport(@Nullable String owner) throws Refusal {
    if (quotas instanceof Quotas.Unified(UnifiedLimits limits, boolean _)) {
      UnifiedBounds bounds = new UnifiedBounds(owner, limits.of(owner));
      bounds.bytes(Name.IMAGE_STAGE_TOTAL, OptionalLong.empty());
      bounds.counted(Name.IMAGE_COUNT_UPLOADING);
      bounds.build().require(catalog);
    }
  }

  /// What the owner may have altogether while data arrives whose length nobody can be held to;
  /// empty when nothing has to be reserved.
  public OptionalLong growth(@Nullable String owner) throws Refusal.Unavailable {
    return switch (quotas) {
      case Quotas.None() -> OptionalLong.empty();
      case Quotas.Storage(long most) -> OptionalLong.of(most);
      case Quotas.Unified _ -> forData(owner, Destination.IMAGE, OptionalLong.empty()).growth();
    };
  }

  /// Bounds for data that is here and becomes an image's.
  public UsageBounds forImported(@Nullable String owner, long bytes) throws Refusal.Unavailable {
    return switch (quotas) {
      case Quotas.None() -> UsageBounds.none(owner);
      case Quotas.Storage(long most) ->
          new UsageBounds(
              owner,
              List.of(new Bound(Resource.BYTES, most, bytes, used -> full(most, used, bytes))));
      case Quotas.Unified(UnifiedLimits limits, boolean _) -> {
        UnifiedBounds bounds = new UnifiedBounds(owner, limits.of(owner));
        bounds.bytes(Name.IMAGE_SIZE_TOTAL, OptionalLong.of(bytes));
        yield bounds.build();
      }
    };
  }

  private static String full(long most, long used, long more) {
    return "The storage quota of "
        + most
        + " bytes does not hold "
        + more
        + " bytes more: "
        + Math.max(0, most - used)
        + " remain.";
  }

  /// Collects bounds in Keystone's terms: sizes count in whole MiB, and what is taken away by the
  /// rounding is the project's gain.
  private static final class UnifiedBounds {
    private final @Nullable String owner;
    private final Map<Name, Long> limits = new EnumMap<>(Name.class);
    private final List<Bound> bounds = new ArrayList<>();

    UnifiedBounds(@Nullable String owner, Map<Name, Long> limits) {
      this.owner = owner;
      this.limits.putAll(limits);
    }

    /// One thing more of what is counted.
    ///
    /// @param delta how the refusal counts it: 0 when it says what is there with it
    void count(Name name, long delta) {
      long limit = limit(name);
      if (limit != UnifiedLimits.UNLIMITED) {
        bounds.add(
            new Bound(
                name.resource(), limit, 1, used -> over(name, limit, used + 1 - delta, delta)));
      }
    }

    /// No more of what is counted than there is.
    void counted(Name name) {
      long limit = limit(name);
      if (limit != UnifiedLimits.UNLIMITED) {
        bounds.add(new Bound(name.resource(), limit, 0, used -> over(name, limit, used, 0)));
      }
    }

    /// Refuses when the usage and the size, each in whole units, are more than the limit; hence the
    /// bound in bytes, which is up to two units more.
    void bytes(Name name, OptionalLong announcedBytes) {
      long limit = limit(name);
      if (limit != UnifiedLimits.UNLIMITED) {
        long more = announcedBytes.orElse(0);
        long delta = more / name.unit();
        long mostBefore = Math.max(-1, bytes(limit - delta + 1, name) - 1);
        bounds.add(
            new Bound(
                name.resource(),
                mostBefore + more,
                more,
                used -> over(name, limit, Math.floorDiv(used, name.unit()), delta)));
      }
    }

    long mostBytes(Name name) {
      long limit = limit(name);
      return limit == UnifiedLimits.UNLIMITED ? Long.MAX_VALUE : bytes(limit, name);
    }

    /// So many units, where the number of bytes has no room for more.
    private static long bytes(long units, Name name) {
      return Math.min(units, (Long.MAX_VALUE >> 1) / name.unit()) * name.unit();
    }

    UsageBounds build() {
      return new UsageBounds(owner, bounds);
    }

    private long limit(Name name) {
      return limits.getOrDefault(name, 0L);
    }

    private String over(Name name, long limit, long usage, long delta) {
      return "Project %s is over a limit: Resource %s is over limit of %d due to current usage %d and delta %d"
          .formatted(owner == null ? "(none)" : owner, name.text(), limit, usage, delta);
    }
  }
}
