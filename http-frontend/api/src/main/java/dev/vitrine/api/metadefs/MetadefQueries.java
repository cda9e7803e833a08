package dev.vitrine.api.metadefs;

import dev.vitrine.api.ApiOptions;
import dev.vitrine.api.Problem;
import dev.vitrine.api.QueryParameters;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.images.metadefs.NamespaceQuery;
import dev.vitrine.images.metadefs.TagQuery;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the queries of lists. What is not known is no condition.
final class MetadefQueries {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,30}");

  private MetadefQueries() {}

  static NamespaceQuery namespaces(QueryParameters parameters, ApiOptions options) throws Problem {
    String limit = parameters.last("limit");
    String resourceTypes = parameters.last("resource_types");
    int most = options.maxPageLimit();
    return new NamespaceQuery(
        visibility(parameters),
        resourceTypes == null ? null : Set.copyOf(List.of(resourceTypes.split(",", -1))),
        namespaceSortKey(parameters),
        ascending(parameters),
        marker(parameters),
        limit == null ? Math.min(options.defaultPageLimit(), most) : Math.min(limit(limit), most));
  }

  static TagQuery tags(QueryParameters parameters) throws Problem {
    String limit = parameters.last("limit");
    checkAnyVisibility(parameters);
    return new TagQuery(
        tagSortKey(parameters),
        ascending(parameters),
        marker(parameters),
        limit == null ? null : limit(limit));
  }

  /// Lists of objects come whole, whatever is asked; only nonsense is refused.
  static void checkObjects(QueryParameters parameters) throws Problem {
    String limit = parameters.last("limit");
    if (limit != null && limit(limit) == 0) {
      throw Problem.badRequest("limit param must be positive");
    }
    ascending(parameters);
    checkAnyVisibility(parameters);
  }

  private static int limit(String text) throws Problem {
    String digits = text.strip();
    if (!INTEGER.matcher(digits).matches()) {
      throw Problem.badRequest("limit param must be an integer");
    }
    BigInteger limit = new BigInteger(digits);
    if (limit.signum() < 0) {
      throw Problem.badRequest("limit param must be positive");
    }
    return limit.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValueExact();
  }

  private static @Nullable String marker(QueryParameters parameters) {
    String marker = parameters.last("marker");
    return marker == null || marker.isEmpty() ? null : marker;
  }

  private static boolean ascending(QueryParameters parameters) throws Problem {
    String direction = parameters.last("sort_dir");
    return switch (direction) {
      case null -> false;
      case "desc" -> false;
      case "asc" -> true;
      default -> throw Problem.badRequest("Invalid sort direction: " + direction);
    };
  }

  private static NamespaceQuery.SortKey namespaceSortKey(QueryParameters parameters)
      throws Problem {
    String key = parameters.last("sort_key");
    return switch (key) {
      case null -> NamespaceQuery.SortKey.CREATED_AT;
      case "id" -> NamespaceQuery.SortKey.CREATED_AT;
      case "created_at",
          "updated_at",
          "namespace",
          "display_name",
          "description",
          "visibility",
          "protected",
          "owner" ->
          NamespaceQuery.SortKey.valueOf(key.toUpperCase(Locale.ROOT));
      default -> throw Problem.badRequest("Invalid sort key: " + key);
    };
  }

  private static TagQuery.SortKey tagSortKey(QueryParameters parameters) throws Problem {
    String key = parameters.last("sort_key");
    return switch (key) {
      case null -> TagQuery.SortKey.CREATED_AT;
      case "id", "namespace_id" -> TagQuery.SortKey.CREATED_AT;
      case "created_at", "updated_at", "name" ->
          TagQuery.SortKey.valueOf(key.toUpperCase(Locale.ROOT));
      default -> throw Problem.badRequest("Invalid sort key: " + key);
    };
  }

  private static @Nullable NamespaceVisibility visibility(QueryParameters parameters)
      throws Problem {
    String visibility = parameters.last("visibility");
    return switch (visibility) {
      case null -> null;
      case "public" -> NamespaceVisibility.PUBLIC;
      case "private" -> NamespaceVisibility.PRIVATE;
      default -> throw Problem.badRequest("Invalid visibility value: " + visibility);
    };
  }

  private static void checkAnyVisibility(QueryParameters parameters) throws Problem {
    String visibility = parameters.last("visibility");
    switch (visibility) {
      case null -> {
        // not asked
      }
      case "", "public", "private", "shared" -> {
        // known, and without effect
      }
      default -> throw Problem.badRequest("Invalid visibility value: " + visibility);
    }
  }
}
