package dev.vitrine.catalog.query;

import dev.vitrine.catalog.Image;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of the images that match.
///
/// @param filter what to find; images that nobody may see are never found
/// @param order sort keys, most significant first; the id is among them, so that the order is total
/// @param after the image before the page (its sort values count, it need not match); null for the
///   first page
/// @param limit most images to return, 0 or more
public record ImageQuery(Filter filter, List<Sort> order, @Nullable Image after, int limit) {
  public ImageQuery {
    order = List.copyOf(order);
    if (order.stream().noneMatch(key -> key.field() == Sort.Field.ID)) {
      throw new IllegalArgumentException("an order without the id has ties: " + order);
    }
    if (limit < 0) {
      throw new IllegalArgumentException("a page of " + limit + " images");
    }
  }
}
