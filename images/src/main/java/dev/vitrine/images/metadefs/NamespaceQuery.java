package dev.vitrine.images.metadefs;

import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a caller wants listed, before what they may see is taken from it.
///
/// @param visibility null for both
/// @param resourceTypes namespaces associated with any of them; null for all
/// @param marker name of the last namespace of the page before; null for the first page
/// @param limit most namespaces of a page
public record NamespaceQuery(
    @Nullable NamespaceVisibility visibility,
    @Nullable Set<String> resourceTypes,
    SortKey sortKey,
    boolean ascending,
    @Nullable String marker,
    int limit) {

  /// What namespaces can be sorted by; what has no value comes before all others.
  public enum SortKey {
    CREATED_AT(Namespace::createdAt),
    UPDATED_AT(Namespace::updatedAt),
    NAMESPACE(Namespace::name),
    DISPLAY_NAME(Namespace::displayName),
    DESCRIPTION(Namespace::description),
    VISIBILITY(namespace -> namespace.isPublic() ? "public" : "private"),
    PROTECTED(Namespace::isProtected),
    OWNER(Namespace::owner);

    @SuppressWarnings("ImmutableEnumChecker") // made of pure functions
    private final Comparator<Namespace> order;

    <C extends Comparable<C>> SortKey(Function<Namespace, @Nullable C> value) {
      order = Comparator.comparing(value, Comparator.nullsFirst(Comparator.<C>naturalOrder()));
    }
  }

  /// The total order of the list: time of creation and name break ties, in the same direction.
  Comparator<Namespace> order() {
    Comparator<Namespace> order =
        sortKey.order.thenComparing(Namespace::createdAt).thenComparing(Namespace::name);
    return ascending ? order : order.reversed();
  }

  boolean asksFor(Namespace namespace) {
    if (visibility != null && namespace.isPublic() != (visibility == NamespaceVisibility.PUBLIC)) {
      return false;
    }
    return resourceTypes == null
        || namespace.associations().stream()
            .anyMatch(association -> resourceTypes.contains(association.resourceType()));
  }
}
