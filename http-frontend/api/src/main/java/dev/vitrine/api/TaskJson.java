package dev.vitrine.api;

import static dev.vitrine.api.json.JsonOutput.encoded;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.catalog.Task;
import dev.vitrine.images.TaskList;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes tasks as clients see them: whole, in short for a page, and in yet another form among the
/// tasks of one image.
final class TaskJson {
  private static final int EXPECTED_BYTES = 512;

  /// The tasks of an image have their times so, as clients of the Images API know it.
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private TaskJson() {}

  static byte[] task(Task task) {
    JsonOutput out = new JsonOutput(EXPECTED_BYTES);
    begin(task, out);
    content(task, out);
    optional("image_id", task.imageId(), out);
    optional("request_id", task.requestId(), out);
    optional("user_id", task.userId(), out);
    end(task, out);
    return out.toBytes();
  }

  /// A page with its links.
  ///
  /// @param next null when there is no next page
  static byte[] page(TaskList page, String first, @Nullable String next) {
    JsonOutput out = new JsonOutput((page.tasks().size() + 1) * EXPECTED_BYTES);
    out.raw(encoded("{\"tasks\":["));
    for (int i = 0; i < page.tasks().size(); i++) {
      comma(i, out);
      begin(page.tasks().get(i), out);
      end(page.tasks().get(i), out);
    }
    out.raw(encoded("],\"first\":")).text(first);
    optional("next", next, out);
    return out.raw(encoded(",\"schema\":\"/v2/schemas/tasks\"}")).toBytes();
  }

  static byte[] ofImage(List<Task> tasks) {
    JsonOutput out = new JsonOutput((tasks.size() + 1) * EXPECTED_BYTES);
    out.raw(encoded("{\"tasks\":["));
    for (int i = 0; i < tasks.size(); i++) {
      comma(i, out);
      ofImage(tasks.get(i), out);
    }
    return out.raw(encoded("]}")).toBytes();
  }

  private static void ofImage(Task task, JsonOutput out) {
    begin(task, out);
    content(task, out);
    key("owner", out).text(task.owner());
    key("image_id", out).text(task.imageId());
    key("request_id", out).text(task.requestId());
    key("user_id", out).text(task.userId());
    key("created_at", out).text(MICROSECONDS.format(task.createdAt()));
    key("updated_at", out).text(MICROSECONDS.format(task.updatedAt()));
    Instant expiresAt = task.expiresAt();
    key("expires_at", out).text(expiresAt == null ? null : MICROSECONDS.format(expiresAt));
    key("deleted_at", out).nothing();
    key("deleted", out).flag(false).raw('}');
  }

  private static void begin(Task task, JsonOutput out) {
    out.raw(encoded("{\"id\":")).text(task.id());
    key("type", out).text(task.type());
    key("status", out).text(task.status().text());
  }

  private static void content(Task task, JsonOutput out) {
    key("input", out).raw(task.input().getBytes(StandardCharsets.UTF_8));
    String result = task.result();
    key("result", out).raw((result == null ? "null" : result).getBytes(StandardCharsets.UTF_8));
    key("message", out).text(task.message());
  }

  private static void end(Task task, JsonOutput out) {
    // Not null but absent where there is none: clients hold tasks against the schema.
    optional("owner", task.owner(), out);
    Instant expiresAt = task.expiresAt();
    if (expiresAt != null) {
      key("expires_at", out).time(expiresAt);
    }
    key("created_at", out).time(task.createdAt());
    key("updated_at", out).time(task.updatedAt());
    out.raw(encoded(",\"self\":\"/v2/tasks/")).inText(task.id());
    out.raw(encoded("\",\"schema\":\"/v2/schemas/task\"}"));
  }

  private static void optional(String name, @Nullable String text, JsonOutput out) {
    if (text != null) {
      key(name, out).text(text);
    }
  }

  private static JsonOutput key(String name, JsonOutput out) {
    return out.raw(',').text(name).raw(':');
  }

  private static void comma(int index, JsonOutput out) {
    if (index > 0) {
      out.raw(',');
    }
  }
}
