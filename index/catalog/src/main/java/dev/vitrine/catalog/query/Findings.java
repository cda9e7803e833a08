package dev.vitrine.catalog.query;

import java.util.List;

/// What a [Discovery] found.
///
/// @param hits of the page, in order
/// @param total how many images there are on all pages
/// @param facets one for each that was asked for, in that order
public record Findings(List<Hit> hits, long total, List<Facet> facets) {
  public Findings {
    hits = List.copyOf(hits);
    facets = List.copyOf(facets);
  }

  /// @param id the image's
  /// @param relevance 0 unless the order is by relevance
  public record Hit(String id, int relevance) {}

  /// @param counts the highest first; of equal ones, the values by code point
  /// @param distinctValues how many values there are, returned or not
  public record Facet(FacetField field, List<Count> counts, int distinctValues) {
    public Facet {
      counts = List.copyOf(counts);
    }
  }

  /// @param images how many of those found have the value; 1 or more
  public record Count(String value, long images) {}
}
