package dev.vitrine.catalog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much of each [Resource] there is. Immutable.
///
/// What an image takes follows from its record alone ([#of]), room that is reserved for it
/// included. So a project's usage is a sum over records, and to change a record is to change the
/// usage: [CatalogTransaction] does both in one commit, whatever the change is for.
public record Usage(Map<Resource, Long> amounts) {
  /// Names the stores that an active image is being copied to; Glance's own property.
  private static final String COPYING = "os_glance_importing_to_stores";

  public static final Usage NONE = new Usage(Map.of());

  /// Amounts of 0 are left out, so that equal usages are equal.
  public Usage {
    EnumMap<Resource, Long> some = new EnumMap<>(Resource.class);
    amounts.forEach((resource, amount) -> {
      if (amount != 0) {
        some.put(resource, amount);
      }
    });
    amounts = Collections.unmodifiableMap(some);
  }

  /// What one image takes; null for one that is not there.
  public static Usage of(@Nullable Image image) {
    if (image == null || !image.status().visible()) {
      return NONE;
    }
    String copying = image.properties().get(COPYING);
    boolean copied = copying != null && !copying.isEmpty();
    long size = image.sizeBytes() == null ? 0 : image.sizeBytes();
    boolean staging = image.status() == ImageStatus.UPLOADING;
    boolean staged = staging || image.status() == ImageStatus.IMPORTING || copied;
    EnumMap<Resource, Long> amounts = new EnumMap<>(Resource.class);
    amounts.put(Resource.IMAGES, 1L);
    amounts.put(Resource.UPLOADS, image.status().takesData() || copied ? 1L : 0L);
    amounts.put(
        Resource.BYTES, size * image.locations().size() + (staging ? 0 : image.reservedBytes()));
    amounts.put(Resource.STAGED_BYTES, (staged ? size : 0) + (staging ? image.reservedBytes() : 0));
    return new Usage(amounts);
  }

  public long amount(Resource resource) {
    return amounts.getOrDefault(resource, 0L);
  }
}
