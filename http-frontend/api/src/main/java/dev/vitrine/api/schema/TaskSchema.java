package dev.vitrine.api.schema;

import dev.vitrine.api.schema.Schema.FreeForm;
import dev.vitrine.api.schema.Schema.ListOf;
import dev.vitrine.api.schema.Schema.Structure;
import dev.vitrine.api.schema.Schema.Text;
import dev.vitrine.catalog.TaskStatus;
import java.util.Arrays;
import java.util.List;

/// What a task, and a page of them, look like (Images API v2, `schemas/task` and `schemas/tasks`).
public final class TaskSchema {
  private static final Structure TASK = task(true);
  private static final CompiledSchema CHECK = CompiledSchema.of(TASK);

  private static final Structure TASKS =
      StructureBuilder.named("tasks")
          .member("tasks", new ListOf(task(false)))
          .member("schema", Text.any())
          .link("describedby", "{schema}")
          .build();

  private TaskSchema() {}

  /// One task.
  public static Structure task() {
    return TASK;
  }

  /// What one task is held against.
  public static CompiledSchema check() {
    return CHECK;
  }

  /// A page of tasks, which are shown without what may be long.
  public static Structure tasks() {
    return TASKS;
  }

  private static Structure task(boolean whole) {
    StructureBuilder task =
        StructureBuilder.named("task")
            .member("id", Text.matching(ImageSchema.UUID.pattern()), "Identifier of the task")
            .member(
                "type",
                Text.oneOf(List.of("import", "api_image_import", "location_import")),
                "What kind of work the task is")
            .member(
                "status",
                Text.oneOf(Arrays.stream(TaskStatus.values()).map(TaskStatus::text).toList()),
                "Where the task stands");
    if (whole) {
      task.member("input", new FreeForm(true), "What was ordered")
          .member("result", new FreeForm(true), "What came of it");
    }
    task.member("owner", Text.any(), "Project that ordered the task");
    if (whole) {
      task.member("message", Text.any(), "For people: usually why the task failed");
    }
    return task.member("image_id", Text.any(), "Image that the task is about")
        .member("request_id", Text.any(), "Request that ordered the task")
        .member("user_id", Text.any(), "User who ordered the task")
        .member("expires_at", Text.any().orNull(), "When the task is forgotten")
        .member("created_at", Text.any(), "When the task was ordered")
        .member("updated_at", Text.any(), "When the task last changed")
        .readOnly("self", Text.any())
        .readOnly("schema", Text.any())
        .build();
  }
}
