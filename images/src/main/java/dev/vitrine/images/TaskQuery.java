package dev.vitrine.images;

import dev.vitrine.catalog.Task;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which tasks to list, and in what order.
///
/// @param equal what fields of a task must be
/// @param sort what to sort by; ties are broken by creation time and id, in the same direction
/// @param marker id of the last task of the page before; null for the first page
/// @param limit most tasks to return
public record TaskQuery(
    Map<Field, String> equal, Field sort, boolean ascending, @Nullable String marker, int limit) {

  public TaskQuery {
    equal = Map.copyOf(equal);
  }

  /// What tasks can be told apart by.
  public enum Field {
    ID,
    TYPE,
    STATUS,
    OWNER,
    IMAGE_ID,
    REQUEST_ID,
    USER_ID,
    CREATED_AT,
    UPDATED_AT,
    EXPIRES_AT;

    /// The field's text; null for a time, and for what the task does not say.
    private @Nullable String text(Task task) {
      return switch (this) {
        case ID -> task.id();
        case TYPE -> task.type();
        case STATUS -> task.status().text();
        case OWNER -> task.owner();
        case IMAGE_ID -> task.imageId();
        case REQUEST_ID -> task.requestId();
        case USER_ID -> task.userId();
        case CREATED_AT, UPDATED_AT, EXPIRES_AT -> null;
      };
    }

    private Comparator<Task> order() {
      return switch (this) {
        case CREATED_AT -> Comparator.comparing(Task::createdAt);
        case UPDATED_AT -> Comparator.comparing(Task::updatedAt);
        case EXPIRES_AT ->
            Comparator.comparing(Task::expiresAt, Comparator.nullsFirst(Comparator.naturalOrder()));
        case ID, TYPE, STATUS, OWNER, IMAGE_ID, REQUEST_ID, USER_ID ->
            Comparator.comparing(this::text, Comparator.nullsFirst(Comparator.naturalOrder()));
      };
    }
  }

  boolean matches(Task task) {
    return equal.entrySet().stream()
        .allMatch(wanted -> wanted.getValue().equals(wanted.getKey().text(task)));
  }

  /// The order of the list; total.
  Comparator<Task> order() {
    Comparator<Task> up = sort.order().thenComparing(Task::createdAt).thenComparing(Task::id);
    return ascending ? up : up.reversed();
  }
}
