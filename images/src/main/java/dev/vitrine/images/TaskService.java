package dev.vitrine.images;

import dev.vitrine.catalog.Catalog;
import dev.vitrine.catalog.CatalogTransaction;
import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.catalog.Versioned;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.images.access.Access;
import dev.vitrine.images.access.Caller;
import dev.vitrine.images.access.Policy;
import dev.vitrine.images.access.Refusal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The use cases of tasks: work that callers order and look after. For administrators, unless the
/// operator says otherwise; who is none sees the tasks of its own project.
///
/// Imports carry their own tasks out ([ImportService]). Any other one fails as soon as it is
/// recorded and says so, as a task does whose input turns out to be of no use. A task that ended is
/// forgotten after a while. Thread-safe.
public final class TaskService {
  private static final Logger LOG = LoggerFactory.getLogger(TaskService.class);

  /// Forgotten tasks that one commit removes: a page's worth, so that nobody who orders a task
  /// waits for the clearing of thousands.
  private static final int REMOVED_AT_ONCE = 100;

  private final Catalog catalog;
  private final Access access;
  private final Timestamps timestamps;
  private final ImageServiceOptions options;

  TaskService(Catalog catalog, Access access, Timestamps timestamps, ImageServiceOptions options) {
    this.catalog = catalog;
    this.access = access;
    this.timestamps = timestamps;
    this.options = options;
  }

  /// Passes the gate before everything else that has to do with tasks.
  public void requireAccess(Caller caller) throws Refusal.Forbidden {
    access.require(caller, Policy.Action.TASKS_API_ACCESS, new Policy.Target.Listing());
  }

  /// Records the task and answers with it as it is then: pending.
  public Task create(Caller caller, NewTask wanted) throws Refusal, InterruptedException {
    requireAccess(caller);
    access.require(caller, Policy.Action.ADD_TASK, new Policy.Target.Task(caller.project()));
    Instant now = timestamps.next();
    Task task =
        new Task(
            UUID.randomUUID().toString(),
            wanted.type(),
            TaskStatus.PENDING,
            wanted.input(),
            null,
            caller.project(),
            "",
            now,
            now,
            null,
            wanted.imageId(),
            wanted.requestId(),
            caller.user());
    Commits.retrying(() -> {
      CatalogTransaction transaction = catalog.transaction().putTask(task);
      expired(now).forEach(transaction::deleteTask);
      return transaction.commit();
    });
    conclude(task, "This service does not carry out tasks of the type '" + task.type() + "'.");
    return task;
  }

  /// Whatever goes wrong, the task was ordered; the next start concludes it then.
  private void conclude(Task task, String why) {
    try {
      fail(task.id(), why);
    } catch (Refusal | RegistryException e) {
      LOG.warn("Task {} stays {}: {}", task.id(), task.status(), e.getMessage());
    }
  }

  private void fail(String id, String why) throws Refusal {
    Commits.retryingWithoutDoubt(
        catalog,
        () -> {
          Optional<Versioned<Task>> task =
              catalog.task(id).filter(found -> !found.value().status().ended());
          if (task.isPresent()) {
            Instant now = timestamps.next();
            Task failed = task.get().value().failed(why, now, now.plus(options.taskTimeToLive()));
            catalog.transaction().expectTask(task.get()).putTask(failed).commit();
          }
          return task;
        });
  }

  private List<String> expired(Instant now) {
    try (Stream<Versioned<Task>> all = catalog.allTasks()) {
      return all.map(Versioned::value)
          .filter(task -> task.expired(now))
          .limit(REMOVED_AT_ONCE)
          .map(Task::id)
          .toList();
    }
  }

  /// Brings the tasks to an end that an earlier run did not. Once, before the first request; only
  /// where no other process works on the registry.
  void recover() throws Refusal {
    List<String> open;
    try (Stream<Versioned<Task>> all = catalog.allTasks()) {
      open =
          all.map(Versioned::value)
              .filter(task -> !task.status().ended() && !isGoneOnWith(task))
              .map(Task::id)
              .toList();
    }
    for (String id : open) {
      fail(id, "The service was restarted before the task had ended.");
    }
  }

  /// Whether the task is of an import, which has a journal to go on from.
  private boolean isGoneOnWith(Task task) {
    String imageId = task.imageId();
    return imageId != null
        && catalog
            .importJob(imageId)
            .filter(job -> job.value().taskId().equals(task.id()))
            .isPresent();
  }

  public Task show(Caller caller, String id) throws Refusal {
    requireAccess(caller);
    Task task =
        catalog
            .task(id)
            .map(Versioned::value)
            .filter(found -> shows(caller, found, timestamps.next()))
            .orElseThrow(() -> new Refusal.NotFound("No task found with ID " + id));
    access.require(caller, Policy.Action.GET_TASK, new Policy.Target.Task(task.owner()));
    return task;
  }

  /// A page of the tasks that the caller may see. Reads every task, and keeps no more than a page
  /// in memory.
  public TaskList list(Caller caller, TaskQuery query) throws Refusal {
    requireAccess(caller);
    access.require(caller, Policy.Action.GET_TASKS, new Policy.Target.Listing());
    Instant now = timestamps.next();
    Comparator<Task> order = query.order();
    Task after = query.marker() == null ? null : marker(caller, query.marker(), now);
    TreeSet<Task> page = new TreeSet<>(order);
    try (Stream<Versioned<Task>> all = catalog.allTasks()) {
      for (Iterator<Versioned<Task>> each = all.iterator(); each.hasNext(); ) {
        Task task = each.next().value();
        if (shows(caller, task, now)
            && query.matches(task)
            && (after == null || order.compare(task, after) > 0)) {
          page.add(task);
          if (page.size() > query.limit()) {
            page.removeLast();
          }
        }
      }
    }
    boolean full = !page.isEmpty() && page.size() == query.limit();
    return new TaskList(List.copyOf(page), full ? page.getLast().id() : null);
  }

  private Task marker(Caller caller, String id, Instant now) throws Refusal.Invalid {
    return catalog
        .task(id)
        .map(Versioned::value)
        .filter(task -> shows(caller, task, now))
        .orElseThrow(() -> new Refusal.Invalid("Invalid marker: no task has the ID " + id));
  }

  /// The tasks about one image, in the order in which they were made. For everybody who sees the
  /// image.
  public List<Task> ofImage(Caller caller, String imageId) throws Refusal {
    Image image = access.find(caller, imageId).value();
    access.require(caller, Policy.Action.GET_IMAGE, image);
    Instant now = timestamps.next();
    try (Stream<Versioned<Task>> all = catalog.allTasks()) {
      return all.map(Versioned::value)
          .filter(task -> imageId.equals(task.imageId()) && shows(caller, task, now))
          .sorted(Comparator.comparing(Task::createdAt).thenComparing(Task::id))
          .toList();
    }
  }

  private static boolean shows(Caller caller, Task task, Instant now) {
    return !task.expired(now) && (caller.admin() || isOwn(task.owner(), caller.project()));
  }

  private static boolean isOwn(@Nullable String owner, @Nullable String project) {
    return owner != null && owner.equals(project);
  }
}
