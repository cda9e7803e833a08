package dev.vitrine.api.discovery;

import dev.vitrine.api.ApiOptions;
import dev.vitrine.api.Call;
import dev.vitrine.api.ImageJson;
import dev.vitrine.api.ListQuery;
import dev.vitrine.api.Problem;
import dev.vitrine.api.QueryParameters;
import dev.vitrine.api.RouteGroup;
import dev.vitrine.api.Router;
import dev.vitrine.catalog.query.Criterion;
import dev.vitrine.catalog.query.DiscoveryQuery.After;
import dev.vitrine.catalog.query.DiscoveryQuery.FacetRequest;
import dev.vitrine.catalog.query.FacetField;
import dev.vitrine.http.Response;
import dev.vitrine.images.DiscoveryPage;
import dev.vitrine.images.DiscoveryRequest;
import dev.vitrine.images.ImageDiscovery;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.ListRequest;
import dev.vitrine.images.metadefs.DefinedProperty;
import dev.vitrine.images.metadefs.ImageVocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// `GET /v2/search/images`: looks for images, and counts them.
///
/// What to look for is in `q`. Every parameter that is none of this route's own narrows the search
/// exactly as it narrows `GET /v2/images`, whose reader takes it.
public final class SearchRoutes implements RouteGroup {
  static final String PATH = "/v2/search/images";

  /// Counting by one costs as much as finding all.
  static final int MAX_FACETS = 16;

  static final int MAX_FACET_VALUES = 100;
  private static final int DEFAULT_FACET_VALUES = 10;

  private static final String QUERY = "q";
  private static final String FACET = "facet";
  private static final String FACET_LIMIT = "facet_limit";
  private static final String CURSOR = "cursor";
  private static final String SORT = "sort";
  private static final String RELEVANCE = "relevance";

  private final ImageDiscovery discovery;
  private final ImageVocabulary vocabulary;
  private final ApiOptions options;
  private final SearchJson json;

  public SearchRoutes(
      ImageDiscovery discovery, ImageVocabulary vocabulary, ApiOptions options, ImageJson images) {
    this.discovery = discovery;
    this.vocabulary = vocabulary;
    this.options = options;
    this.json = new SearchJson(images);
  }

  @Override
  public void addTo(Router.Builder table) {
    table.route("GET", PATH, Router.Body.REFUSED, this::search);
  }

  private Response search(Call call) throws Exception {
    QueryParameters parameters = QueryParameters.parse(call.request().query());
    Criterion wanted = wanted(parameters.last(QUERY));
    SequencedMap<FacetField, String> facets = facets(parameters);
    String sort = parameters.last(SORT);
    boolean byRelevance = sort == null ? hasText(wanted) : sort.equals(RELEVANCE);
    ListRequest list = list(parameters, byRelevance);
    Cursor cursor = new Cursor(question(parameters), list.order());
    int facetValues = facetValues(parameters.last(FACET_LIMIT));
    DiscoveryPage page =
        discovery.discover(
            call.caller(),
            new DiscoveryRequest(
                wanted,
                list.filter(),
                byRelevance,
                list.order(),
                after(cursor, parameters.last(CURSOR)),
                list.limit(),
                facets.keySet().stream()
                    .map(field -> new FacetRequest(field, facetValues))
                    .toList(),
                list.scope(),
                list.memberStatuses()));
    QueryParameters first = parameters.without(CURSOR);
    After next = page.next();
    return Response.of(
        200,
        "application/json",
        json.page(
            page,
            byRelevance,
            facets(call.caller(), facets),
            first.link(PATH),
            next == null ? null : first.with(CURSOR, cursor.write(next)).link(PATH)));
  }

  private List<SearchJson.FacetName> facets(
      Caller caller, SequencedMap<FacetField, String> facets) {
    List<String> properties = new ArrayList<>();
    for (FacetField field : facets.keySet()) {
      if (field instanceof FacetField.Property(String name)) {
        properties.add(name);
      }
    }
    Map<String, List<DefinedProperty>> definitions = vocabulary.of(caller, properties);
    List<SearchJson.FacetName> names = new ArrayList<>();
    facets.forEach((field, written) ->
        names.add(
            new SearchJson.FacetName(
                written,
                field instanceof FacetField.Property(String name)
                    ? definitions.getOrDefault(name, List.of())
                    : List.of())));
    return names;
  }

  private static Criterion wanted(@Nullable String query) throws Problem {
    try {
      return query == null ? Criterion.anything() : QueryParser.parse(query);
    } catch (QuerySyntaxException e) {
      throw Problem.badRequest(e.getMessage());
    }
  }

  /// Whether there is anything by which one image could fit better than another.
  private static boolean hasText(Criterion wanted) {
    return switch (wanted) {
      case Criterion.All all -> all.parts().stream().anyMatch(SearchRoutes::hasText);
      case Criterion.Any any -> any.parts().stream().anyMatch(SearchRoutes::hasText);
      case Criterion.Not _, Criterion.Holds _ -> false;
      case Criterion.Phrase _, Criterion.Like _, Criterion.Near _ -> true;
    };
  }

  private ListRequest list(QueryParameters parameters, boolean byRelevance) throws Problem {
    if (parameters.last("marker") != null) {
      throw Problem.badRequest("'marker' means nothing here: follow 'next', or send its 'cursor'");
    }
    QueryParameters others =
        parameters.without(QUERY).without(FACET).without(FACET_LIMIT).without(CURSOR);
    return ListQuery.read(byRelevance ? others.without(SORT) : others, options);
  }

  /// What the order and the matches depend on: a cursor for one fits no other.
  private static String question(QueryParameters parameters) {
    return parameters
        .without(CURSOR)
        .without(FACET)
        .without(FACET_LIMIT)
        .without("limit")
        .link(PATH);
  }

  private static @Nullable After after(Cursor cursor, @Nullable String text) throws Problem {
    if (text == null) {
      return null;
    }
    After place = cursor.read(text);
    if (place == null) {
      throw Problem.badRequest("Invalid value for 'cursor': it does not belong to this search");
    }
    return place;
  }

  /// The fields to count by, with the names that the client has for them.
  private static SequencedMap<FacetField, String> facets(QueryParameters parameters)
      throws Problem {
    SequencedMap<FacetField, String> facets = new LinkedHashMap<>();
    List<String> refused = new ArrayList<>();
    for (String name : parameters.all(FACET)) {
      FacetField field = Fields.facet(name);
      if (field == null) {
        refused.add(name);
      } else {
        facets.putIfAbsent(field, name);
      }
    }
    if (!refused.isEmpty()) {
      throw Problem.badRequest("Images are not counted by '%s'".formatted(refused.getFirst()));
    }
    if (facets.size() > MAX_FACETS) {
      throw Problem.badRequest("A search has at most %d facets".formatted(MAX_FACETS));
    }
    return facets;
  }

  private static int facetValues(@Nullable String text) throws Problem {
    if (text == null) {
      return DEFAULT_FACET_VALUES;
    }
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
      throw Problem.badRequest(
          "Invalid value for '%s': '%s' is not a number from 1 to %d"
              .formatted(FACET_LIMIT, text, MAX_FACET_VALUES));
    }
    return Math.min(Integer.parseInt(text), MAX_FACET_VALUES);
  }
}
