package dev.vitrine.api.discovery;

import static dev.vitrine.api.json.JsonOutput.encoded;

import dev.vitrine.api.ImageJson;
import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.catalog.query.Criterion.Place;
import dev.vitrine.catalog.query.Findings;
import dev.vitrine.catalog.query.Highlight;
import dev.vitrine.catalog.query.SearchText;
import dev.vitrine.images.DiscoveryPage;
import dev.vitrine.images.metadefs.DefinedProperty;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes a page of found images. Thread-safe.
final class SearchJson {
  /// Of an image with what was found in it, about.
  private static final int EXPECTED_BYTES = 1536;

  private static final byte[] RESULTS = encoded("{\"results\":");
  private static final byte[] IMAGE = encoded("{\"image\":");
  private static final byte[] RELEVANCE = encoded(",\"relevance\":");
  private static final byte[] HIGHLIGHTS = encoded(",\"highlights\":");
  private static final byte[] IN = encoded("{\"in\":");
  private static final byte[] PROPERTY = encoded(",\"property\":");
  private static final byte[] TEXT = encoded(",\"text\":");
  private static final byte[] AT = encoded(",\"at\":");
  private static final byte[] TOTAL = encoded(",\"total\":");
  private static final byte[] FACETS = encoded(",\"facets\":");
  private static final byte[] FIELD = encoded("{\"field\":");
  private static final byte[] VALUES = encoded(",\"values\":");
  private static final byte[] VALUE = encoded("{\"value\":");
  private static final byte[] COUNT = encoded(",\"count\":");
  private static final byte[] DEFINITIONS = encoded(",\"definitions\":");
  private static final byte[] NAMESPACE = encoded("{\"namespace\":");
  private static final byte[] OBJECT = encoded(",\"object\":");
  private static final byte[] TITLE = encoded(",\"title\":");
  private static final byte[] DISTINCT = encoded(",\"distinct\":");
  private static final byte[] FIRST = encoded(",\"first\":");
  private static final byte[] NEXT = encoded(",\"next\":");

  private final ImageJson images;

  /// What images were counted by.
  ///
  /// @param written as the client wrote it
  /// @param definitions of the property that it is, those that the caller may get
  record FacetName(String written, List<DefinedProperty> definitions) {}

  SearchJson(ImageJson images) {
    this.images = images;
  }

  /// @param byRelevance whether the order is by relevance, and the relevance is worth showing
  /// @param facetNames one for each facet
  /// @param next null when there is no next page
  byte[] page(
      DiscoveryPage page,
      boolean byRelevance,
      List<FacetName> facetNames,
      String first,
      @Nullable String next) {
    JsonOutput out = new JsonOutput((page.results().size() + 1) * EXPECTED_BYTES);
    out.raw(RESULTS);
    list(out, page.results(), result -> result(result, byRelevance, out));
    DiscoveryPage.Counts counts = page.counts();
    if (counts != null) {
      out.raw(TOTAL).number(counts.total()).raw(FACETS).raw('[');
      for (int i = 0; i < facetNames.size(); i++) {
        if (i > 0) {
          out.raw(',');
        }
        facet(facetNames.get(i), counts.facets().get(i), out);
      }
      out.raw(']');
    }
    out.raw(FIRST).text(first);
    if (next != null) {
      out.raw(NEXT).text(next);
    }
    return out.raw('}').toBytes();
  }

  private void result(DiscoveryPage.Result result, boolean byRelevance, JsonOutput out) {
    out.raw(IMAGE).raw(images.image(result.image()));
    if (byRelevance) {
      out.raw(RELEVANCE).number(result.relevance());
    }
    out.raw(HIGHLIGHTS);
    list(out, result.highlights(), highlight -> highlight(highlight, out));
    out.raw('}');
  }

  private static void highlight(Highlight highlight, JsonOutput out) {
    out.raw(IN);
    switch (highlight.place()) {
      case Place.Name() -> out.text("name");
      case Place.Tag() -> out.text("tag");
      case Place.Id() -> out.text("id");
      case Place.Property(String name) -> out.text("property").raw(PROPERTY).text(name);
      case Place.Anywhere() -> throw new IllegalStateException("nothing is found just anywhere");
    }
    out.raw(TEXT).text(searched(highlight.value())).raw(AT);
    list(
        out,
        highlight.spans(),
        span -> {
          out.raw('[').number(span.start()).raw(',').number(span.end()).raw(']');
        });
    out.raw('}');
  }

  /// What is longer was not searched.
  private static String searched(String value) {
    return value.length() <= SearchText.MAX_CODE_POINTS
        ? value
        : value
            .codePoints()
            .limit(SearchText.MAX_CODE_POINTS)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  private static void facet(FacetName name, Findings.Facet facet, JsonOutput out) {
    out.raw(FIELD).text(name.written());
    if (!name.definitions().isEmpty()) {
      out.raw(DEFINITIONS);
      list(out, name.definitions(), definition -> definition(definition, out));
    }
    out.raw(VALUES);
    list(
        out,
        facet.counts(),
        count -> {
          out.raw(VALUE).text(count.value()).raw(COUNT).number(count.images()).raw('}');
        });
    out.raw(DISTINCT).number(facet.distinctValues()).raw('}');
  }

  private static void definition(DefinedProperty defined, JsonOutput out) {
    out.raw(NAMESPACE).text(defined.namespace());
    if (defined.object() != null) {
      out.raw(OBJECT).text(defined.object());
    }
    out.raw(TITLE).text(defined.definition().title()).raw('}');
  }

  private static <T> void list(JsonOutput out, List<T> items, Consumer<T> write) {
    out.raw('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      write.accept(items.get(i));
    }
    out.raw(']');
  }
}
