package dev.vitrine.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How a [Task] is written down. Input and result stay the texts that they are: nobody but their
/// task's kind knows what is in them.
final class TaskCodec extends RecordCodec<Task> {
  static final TaskCodec INSTANCE = new TaskCodec();

  private TaskCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, Task task) {
    writeText(json, "id", task.id());
    writeText(json, "type", task.type());
    writeText(json, "status", task.status().text());
    writeText(json, "input", task.input());
    writeText(json, "result", task.result());
    writeText(json, "owner", task.owner());
    if (!task.message().isEmpty()) {
      writeText(json, "message", task.message());
    }
    writeText(json, "created_at", RecordTime.write(task.createdAt()));
    writeText(json, "updated_at", RecordTime.write(task.updatedAt()));
    Instant expiresAt = task.expiresAt();
    writeText(json, "expires_at", expiresAt == null ? null : RecordTime.write(expiresAt));
    writeText(json, "image", task.imageId());
    writeText(json, "request", task.requestId());
    writeText(json, "user", task.userId());
  }

  @Override
  Task read(JsonParser json) {
    String id = null;
    String type = null;
    TaskStatus status = null;
    String input = null;
    String result = null;
    String owner = null;
    String message = "";
    Instant createdAt = null;
    Instant updatedAt = null;
    @Nullable Instant expiresAt = null;
    String image = null;
    String request = null;
    String user = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "id" -> id = readText(json);
        case "type" -> type = readText(json);
        case "status" -> status = TaskStatus.of(readText(json));
        case "input" -> input = readText(json);
        case "result" -> result = readText(json);
        case "owner" -> owner = readText(json);
        case "message" -> message = readText(json);
        case "created_at" -> createdAt = RecordTime.read(readText(json));
        case "updated_at" -> updatedAt = RecordTime.read(readText(json));
        case "expires_at" -> expiresAt = RecordTime.read(readText(json));
        case "image" -> image = readText(json);
        case "request" -> request = readText(json);
        case "user" -> user = readText(json);
        default -> throw unknown(field);
      }
    }
    return new Task(
        required(id, "id"),
        required(type, "type"),
        required(status, "status"),
        required(input, "input"),
        result,
        owner,
        message,
        required(createdAt, "created_at"),
        required(updatedAt, "updated_at"),
        expiresAt,
        image,
        request,
        user);
  }
}
