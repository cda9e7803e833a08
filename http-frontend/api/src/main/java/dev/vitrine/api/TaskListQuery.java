package dev.vitrine.api;

import dev.vitrine.api.schema.ImageSchema;
import dev.vitrine.images.TaskQuery;
import dev.vitrine.images.TaskQuery.Field;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the query of `GET /v2/tasks`. Parameters that mean nothing are ignored.
final class TaskListQuery {
  private static final Set<Field> TIMES =
      Set.of(Field.CREATED_AT, Field.UPDATED_AT, Field.EXPIRES_AT);
  private static final Set<String> STATUSES = Set.of("pending", "processing", "success", "failure");

  /// The only type that lists can be asked for, though there are others.
  private static final Set<String> TYPES = Set.of("import");

  private TaskListQuery() {}

  static TaskQuery read(QueryParameters parameters, ApiOptions options) throws Problem {
    Map<Field, String> equal = new EnumMap<>(Field.class);
    Field sort = Field.CREATED_AT;
    boolean ascending = false;
    String marker = null;
    int limit = Math.min(options.defaultPageLimit(), options.maxPageLimit());
    for (Map.Entry<String, String> parameter : parameters.lastValues().entrySet()) {
      String name = parameter.getKey();
      String value = parameter.getValue();
      switch (name) {
        case "limit" -> limit = ListQuery.limit(value, options.maxPageLimit());
        case "marker" -> marker = marker(value);
        case "sort_key" -> sort = sortKey(value);
        case "sort_dir" -> ascending = ListOrder.ascending(value);
        case "status" -> equal.put(Field.STATUS, oneOf(STATUSES, name, value));
        case "type" -> equal.put(Field.TYPE, oneOf(TYPES, name, value));
        default -> {
          Field field = field(name);
          if (field != null && !TIMES.contains(field)) {
            equal.put(field, value);
          }
        }
      }
    }
    return new TaskQuery(equal, sort, ascending, marker, limit);
  }

  private static String marker(String value) throws Problem {
    if (!ImageSchema.UUID.matcher(value).matches()) {
      throw Problem.badRequest("Invalid value for 'marker': '%s' is no UUID".formatted(value));
    }
    return value;
  }

  private static Field sortKey(String value) throws Problem {
    Field field = field(value);
    if (field == null) {
      throw Problem.badRequest("Tasks cannot be sorted by '%s'".formatted(value));
    }
    return field;
  }

  private static String oneOf(Set<String> choices, String name, String value) throws Problem {
    if (!choices.contains(value)) {
      throw Problem.badRequest("Invalid value for '%s': '%s'".formatted(name, value));
    }
    return value;
  }

  /// The field as the API spells it, in lower case.
  private static @Nullable Field field(String name) {
    for (Field field : Field.values()) {
      if (field.name().toLowerCase(Locale.ROOT).equals(name)) {
        return field;
      }
    }
    return null;
  }
}
