package dev.vitrine.catalog.metadefs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A vocabulary, without its [content][NamespaceContent]: what lists show. Immutable; times are cut
/// to the microsecond.
///
/// @param name unique among all namespaces
/// @param visibility null where nobody said it, which hides the namespace as
///   [NamespaceVisibility#PRIVATE] does
/// @param isProtected whether it, and everything in it, is safe from deletion
/// @param owner project; null for none, which shows the namespace to everybody who names it
/// @param associations in the order in which they came, one a resource type
public record Namespace(
    String name,
    @Nullable String displayName,
    @Nullable String description,
    @Nullable NamespaceVisibility visibility,
    boolean isProtected,
    @Nullable String owner,
    Instant createdAt,
    Instant updatedAt,
    List<Association> associations) {
  public Namespace {
    associations = List.copyOf(associations);
    createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
  }

  public boolean isPublic() {
    return visibility == NamespaceVisibility.PUBLIC;
  }

  public Optional<Association> association(String resourceType) {
    return associations.stream()
        .filter(association -> association.resourceType().equals(resourceType))
        .findFirst();
  }

  public Namespace withAssociations(List<Association> others) {
    return new Namespace(
        name,
        displayName,
        description,
        visibility,
        isProtected,
        owner,
        createdAt,
        updatedAt,
        others);
  }
}
