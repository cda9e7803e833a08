package dev.vitrine.catalog.query;

import dev.vitrine.catalog.Image;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A question to a [Discovery].
///
/// @param scope what may be found and counted at all; images that nobody may see never are
/// @param wanted what to find within
/// @param byRelevance whether the most relevant come first, before `order` decides
/// @param order sort keys, most significant first; the id is among them, so that the order is total
/// @param after the place before the page; null for the first page
/// @param limit most images to return, 0 or more
/// @param facets what to count all images by that are found, on whichever page
public record DiscoveryQuery(
    Filter scope,
    Criterion wanted,
    boolean byRelevance,
    List<Sort> order,
    @Nullable After after,
    int limit,
    List<FacetRequest> facets) {
  public DiscoveryQuery {
    order = List.copyOf(order);
    facets = List.copyOf(facets);
    if (order.stream().noneMatch(key -> key.field() == Sort.Field.ID)) {
      throw new IllegalArgumentException("an order without the id has ties: " + order);
    }
    if (facets.stream().map(FacetRequest::field).distinct().count() < facets.size()) {
      throw new IllegalArgumentException("counted twice by one field: " + facets);
    }
    if (limit < 0) {
      throw new IllegalArgumentException("a page of " + limit + " images");
    }
  }

  /// A place in an order.
  ///
  /// @param relevance counts only in an order by relevance
  /// @param image its sort values count; it need not match, nor exist
  public record After(int relevance, Image image) {}

  /// @param most values to return, those with the highest counts
  public record FacetRequest(FacetField field, int most) {
    public FacetRequest {
      if (most < 1) {
        throw new IllegalArgumentException(most + " values");
      }
    }
  }
}
