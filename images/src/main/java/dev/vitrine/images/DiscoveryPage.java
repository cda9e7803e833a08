package dev.vitrine.images;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.query.DiscoveryQuery;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.Highlight;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of found images.
///
/// @param counts how many there are on all pages, and the facets; null when the policy withholds
///   images from the caller one by one, as counts would tell of those
/// @param next the place to continue after; null when this was the last page
public record DiscoveryPage(
    List<Result> results, @Nullable Counts counts, DiscoveryQuery.@Nullable After next) {
  public DiscoveryPage {
    results = List.copyOf(results);
  }

  /// @param relevance 0 unless the order is by relevance
  /// @param highlights what in the image was looked for
  public record Result(Image image, int relevance, List<Highlight> highlights) {}

  public record Counts(long total, List<Findings.Facet> facets) {}
}
