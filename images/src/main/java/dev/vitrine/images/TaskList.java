package dev.vitrine.images;

import dev.vitrine.catalog.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of tasks.
///
/// @param nextMarker id to continue after; null when the page was not full
public record TaskList(List<Task> tasks, @Nullable String nextMarker) {
  public TaskList {
    tasks = List.copyOf(tasks);
  }
}
