package dev.vitrine.images.quota;

import dev.vitrine.catalog.Resource;
import dev.vitrine.images.access.Refusal;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Knows the limits of each project. Asked for every request that a limit bounds, so whoever
/// implements it decides how old an answer may be. Thread-safe; answers or fails within a limit of
/// its own.
@FunctionalInterface
public interface UnifiedLimits {
  /// A limit that is none.
  long UNLIMITED = -1;

  /// What the project may have; a limit that is missing is 0, so that what nobody thought of is
  /// refused.
  ///
  /// @param project null for what nobody owns
  Map<Name, Long> of(@Nullable String project) throws Refusal.Unavailable;

  /// The limits, by the names that Keystone knows them under.
  enum Name {
    IMAGE_SIZE_TOTAL(Resource.BYTES, 1 << 20),
    IMAGE_STAGE_TOTAL(Resource.STAGED_BYTES, 1 << 20),
    IMAGE_COUNT_TOTAL(Resource.IMAGES, 1),
    IMAGE_COUNT_UPLOADING(Resource.UPLOADS, 1);

    private final Resource resource;
    private final long unit;

    Name(Resource resource, long unit) {
      this.resource = resource;
      this.unit = unit;
    }

    /// What it bounds.
    Resource resource() {
      return resource;
    }

    /// How much of the resource a limit of 1 is.
    long unit() {
      return unit;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The same limits for everybody.
  static UnifiedLimits fixed(Map<Name, Long> limits) {
    Map<Name, Long> copy = new EnumMap<>(Name.class);
    copy.putAll(limits);
    return _ -> copy;
  }
}
