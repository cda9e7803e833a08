package dev.vitrine.api;

import dev.vitrine.catalog.query.Sort;
import dev.vitrine.catalog.query.Sort.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the order of a list: `sort=name:asc,size`, or pairs of `sort_key` and `sort_dir`. The
/// order is always total: creation time and id break ties.
final class ListOrder {
  private static final Map<String, Field> FIELDS =
      Map.of(
          "name", Field.NAME,
          "status", Field.STATUS,
          "container_format", Field.CONTAINER_FORMAT,
          "disk_format", Field.DISK_FORMAT,
          "size", Field.SIZE,
          "id", Field.ID,
          "created_at", Field.CREATED_AT,
          "updated_at", Field.UPDATED_AT);

  private final List<Sort> order = new ArrayList<>();

  private ListOrder() {}

  static List<Sort> read(QueryParameters parameters) throws Problem {
    String sort = parameters.last("sort");
    List<String> keys = parameters.all("sort_key");
    List<String> directions = parameters.all("sort_dir");
    if (sort == null) {
      return paired(keys, directions);
    }
    if (!keys.isEmpty() || !directions.isEmpty()) {
      throw Problem.badRequest("'sort' cannot be used together with 'sort_key' or 'sort_dir'");
    }
    return compact(sort);
  }

  private static List<Sort> compact(String sort) throws Problem {
    ListOrder order = new ListOrder();
    List<Boolean> given = new ArrayList<>();
    for (String item : sort.split(",", -1)) {
      String[] parts = item.strip().split(":", -1);
      if (parts.length > 2) {
        throw Problem.badRequest("Invalid value for 'sort': '%s'".formatted(sort));
      }
      String direction = parts.length < 2 ? "" : parts[1].strip();
      boolean ascending = !direction.isEmpty() && ascending(direction);
      order.add(field(parts[0].strip()), ascending);
      given.add(ascending);
    }
    order.breakTies(given.size() == 1 && given.getFirst());
    return order.order;
  }

  private static List<Sort> paired(List<String> keys, List<String> directions) throws Problem {
    ListOrder order = new ListOrder();
    List<String> sortedBy = keys.isEmpty() ? List.of("created_at") : keys;
    if (directions.size() > 1 && directions.size() != sortedBy.size()) {
      throw Problem.badRequest(
          "There are %d sort directions for %d sort keys"
              .formatted(directions.size(), sortedBy.size()));
    }
    List<Boolean> ascending = new ArrayList<>();
    for (String direction : directions) {
      ascending.add(ascending(direction));
    }
    for (int i = 0; i < sortedBy.size(); i++) {
      boolean up = !ascending.isEmpty() && ascending.get(Math.min(i, ascending.size() - 1));
      order.add(field(sortedBy.get(i)), up);
    }
    order.breakTies(ascending.size() == 1 && ascending.getFirst());
    return order.order;
  }

  /// A key that comes again can change nothing.
  private void add(Field field, boolean ascending) {
    if (order.stream().noneMatch(sort -> sort.field() == field)) {
      order.add(new Sort(field, ascending));
    }
  }

  private void breakTies(boolean ascending) {
    add(Field.CREATED_AT, ascending);
    add(Field.ID, ascending);
  }

  private static Field field(String key) throws Problem {
    @Nullable Field field = FIELDS.get(key);
    if (field == null) {
      throw Problem.badRequest("Images cannot be sorted by '%s'".formatted(key));
    }
    return field;
  }

  static boolean ascending(String direction) throws Problem {
    return switch (direction) {
      case "asc" -> true;
      case "desc" -> false;
      default ->
          throw Problem.badRequest(
              "Invalid sort direction '%s': expected asc or desc".formatted(direction));
    };
  }
}
