package dev.vitrine.images.access;

import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Sort;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller wants listed, before the service adds what the caller may see.
///
/// @param filter the caller's own conditions
/// @param order sort keys with the tie-breakers, ending with the id
/// @param marker id of the last image of the page before; null for the first page
/// @param limit most images to return
/// @param scope which visibilities to look among
/// @param memberStatuses membership states that count for images shared by others
public record ListRequest(
    Filter filter,
    List<Sort> order,
    @Nullable String marker,
    int limit,
    Scope scope,
    Set<String> memberStatuses) {

  /// Which images to look among: see the rules in [ImageService#list].
  public sealed interface Scope {
    /// What a caller sees who asks for nothing in particular.
    record Default() implements Scope {}

    /// Everything that the caller can see.
    record All() implements Scope {}

    record Only(Visibility visibility) implements Scope {}
  }
}
