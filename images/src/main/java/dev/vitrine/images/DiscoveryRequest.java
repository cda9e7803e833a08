package dev.vitrine.images;

import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.Filter;
import dev.vitrine.catalog.query.Sort;
import dev.vitrine.images.access.ListRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a caller looks for, before the service adds what the caller may see.
///
/// @param wanted what to find and how well it fits
/// @param filter the caller's exact conditions
/// @param byRelevance whether the most relevant come first
/// @param order sort keys with the tie-breakers, ending with the id
/// @param after the place before the page; null for the first page
/// @param limit most images to return
/// @param facets what to count all found images by
/// @param scope which visibilities to look among
/// @param memberStatuses membership states that count for images shared by others
public record DiscoveryRequest(
    Criterion wanted,
    Filter filter,
    boolean byRelevance,
    List<Sort> order,
    DiscoveryQuery.@Nullable After after,
    int limit,
    List<DiscoveryQuery.FacetRequest> facets,
    ListRequest.Scope scope,
    Set<String> memberStatuses) {}
