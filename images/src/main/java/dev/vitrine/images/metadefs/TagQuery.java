package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.Tag;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Which tags of a namespace a caller wants.
///
/// @param marker name of the last tag of the page before; null for the first page
/// @param limit most tags; null for all
public record TagQuery(
    SortKey sortKey, boolean ascending, @Nullable String marker, @Nullable Integer limit) {

  /// What tags can be sorted by. The time of creation breaks ties.
  public enum SortKey {
    CREATED_AT(Comparator.comparing(Tag::createdAt)),
    UPDATED_AT(Comparator.comparing(Tag::updatedAt)),
    NAME(Comparator.comparing(Tag::name));

    @SuppressWarnings("ImmutableEnumChecker") // made of pure functions
    private final Comparator<Tag> order;

    SortKey(Comparator<Tag> order) {
      this.order = order;
    }
  }

  /// All tags, the newest first.
  public static TagQuery newestFirst() {
    return new TagQuery(SortKey.CREATED_AT, false, null, null);
  }

  Comparator<Tag> order() {
    Comparator<Tag> order = sortKey.order.thenComparing(Tag::createdAt);
    return ascending ? order : order.reversed();
  }
}
