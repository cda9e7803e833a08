package dev.vitrine.images;

import static dev.vitrine.images.Site.ADMIN;
import static dev.vitrine.images.Site.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.catalog.Image;
import dev.vitrine.catalog.Keys;
import dev.vitrine.catalog.Task;
import dev.vitrine.catalog.TaskStatus;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.catalog.testkit.MemoryRegistry;
import dev.vitrine.images.TaskQuery.Field;
import dev.vitrine.images.access.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of ordered work, and who sees it.
class TasksTest {
  private static final Caller OWNER = member("p");
  private static final Caller STRANGER = member("q");

  @RegisterExtension final Site site = new Site();

  @Test
  void aTaskIsPendingAndThenFailsBecauseNothingCarriesItOut() throws Exception {
    Task ordered = tasks().create(ADMIN, new NewTask("import", "{\"a\":1}", null, "req-1"));

    assertThat(ordered.status()).isEqualTo(TaskStatus.PENDING);
    assertThat(ordered.owner()).isEqualTo("ops");
    assertThat(ordered.userId()).isEqualTo("root");
    assertThat(ordered.message()).isEmpty();
    Task ended = tasks().show(ADMIN, ordered.id());
    assertThat(ended.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(ended.message()).contains("import");
    assertThat(ended.input()).isEqualTo("{\"a\":1}");
    assertThat(ended.expiresAt()).isEqualTo(ended.updatedAt().plus(Duration.ofDays(2)));
  }

  @Test
  void tasksAreForAdministrators() throws Exception {
    Task task = order("import", null);
    NewTask wanted = new NewTask("import", "{}", null, null);

    assertThat(Outcome.of(() -> tasks().create(OWNER, wanted))).isEqualTo("Forbidden");
    assertThat(Outcome.of(() -> tasks().show(OWNER, task.id()))).isEqualTo("Forbidden");
    assertThat(Outcome.of(() -> list(OWNER, null, 10))).isEqualTo("Forbidden");
    assertThat(Outcome.of(() -> tasks().show(ADMIN, "missing"))).isEqualTo("NotFound");
    assertThat(Outcome.of(() -> tasks().show(ADMIN, "a/b"))).isEqualTo("NotFound");
  }

  @Test
  void whereTheOperatorLetsThemProjectsSeeTheirOwn() throws Exception {
    site.policy((caller, action, target) -> true);
    Task own = tasks().create(OWNER, new NewTask("import", "{}", null, null));
    order("import", null);

    assertThat(list(OWNER, null, 10).tasks()).extracting(Task::id).containsExactly(own.id());
    assertThat(list(STRANGER, null, 10).tasks()).isEmpty();
    assertThat(Outcome.of(() -> tasks().show(STRANGER, own.id()))).isEqualTo("NotFound");
    assertThat(Outcome.of(() -> list(STRANGER, own.id(), 10))).isEqualTo("Invalid");
    assertThat(list(ADMIN, null, 10).tasks()).hasSize(2);
  }

  @Test
  void pagesFollowEachOther() throws Exception {
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      newestFirst.addFirst(order("import", null).id());
    }

    List<String> seen = new ArrayList<>();
    String marker = null;
    do {
      TaskList page = list(ADMIN, marker, 3);
      page.tasks().forEach(task -> seen.add(task.id()));
      marker = page.nextMarker();
    } while (marker != null);

    assertThat(seen).isEqualTo(newestFirst);
    assertThat(list(ADMIN, null, 0).tasks()).isEmpty();
    assertThat(list(ADMIN, null, 0).nextMarker()).isNull();
    TaskQuery up = new TaskQuery(Map.of(), Field.CREATED_AT, true, null, 10);
    assertThat(tasks().list(ADMIN, up).tasks())
        .extracting(Task::id)
        .isEqualTo(newestFirst.reversed());
  }

  @Test
  void aListIsNarrowedByWhatTasksSay() throws Exception {
    order("import", null);
    Task other = order("api_image_import", "i");
    TaskQuery query =
        new TaskQuery(
            Map.of(Field.TYPE, "api_image_import", Field.IMAGE_ID, "i"),
            Field.TYPE,
            true,
            null,
            10);

    assertThat(tasks().list(ADMIN, query).tasks()).extracting(Task::id).containsExactly(other.id());
  }

  @Test
  void whatExpiredIsForgotten() throws Exception {
    Task task = order("import", null);
    Task expired = task.failed("why", Instant.now(), Instant.now().minusSeconds(1));
    site.catalog.transaction().putTask(expired).commit();

    assertThat(Outcome.of(() -> tasks().show(ADMIN, task.id()))).isEqualTo("NotFound");
    assertThat(list(ADMIN, null, 10).tasks()).isEmpty();
    assertThat(Outcome.of(() -> list(ADMIN, task.id(), 10))).isEqualTo("Invalid");

    order("import", null);
    assertThat(site.catalog.task(task.id())).isEmpty();
  }

  @Test
  void theNextStartEndsWhatIsOpen() throws Exception {
    site.registry.inject(
        transaction ->
            transaction.expectations().keySet().stream()
                .anyMatch(key -> key.text().startsWith("task/")),
        new MemoryRegistry.Fault.Unavailable());
    Task task = order("import", null);
    assertThat(tasks().show(ADMIN, task.id()).status()).isEqualTo(TaskStatus.PENDING);

    site.newRun().recover();

    Task ended = tasks().show(ADMIN, task.id());
    assertThat(ended.status()).isEqualTo(TaskStatus.FAILURE);
    assertThat(ended.message()).contains("restarted");
    assertThat(ended.expiresAt()).isNotNull();
    site.registry.injectAt(Keys.task(task.id()), new MemoryRegistry.Fault.Conflict());
    site.newRun().recover();
    assertThat(tasks().show(ADMIN, task.id())).isEqualTo(ended);
  }

  @Test
  void anImageTellsOfItsTasks() throws Exception {
    Image image = site.put("p", Visibility.PRIVATE);
    site.policy((caller, action, target) -> true);
    Task own = tasks().create(OWNER, new NewTask("api_image_import", "{}", image.id(), null));
    Task foreign = order("api_image_import", image.id());
    order("api_image_import", "another");

    assertThat(tasks().ofImage(OWNER, image.id())).extracting(Task::id).containsExactly(own.id());
    assertThat(tasks().ofImage(ADMIN, image.id()))
        .extracting(Task::id)
        .containsExactly(own.id(), foreign.id());
    assertThat(Outcome.of(() -> tasks().ofImage(STRANGER, image.id()))).isEqualTo("NotFound");
  }

  private TaskService tasks() {
    return site.service().tasks();
  }

  private Task order(String type, @Nullable String imageId) throws Exception {
    return tasks().create(ADMIN, new NewTask(type, "{}", imageId, null));
  }

  private TaskList list(Caller caller, @Nullable String marker, int limit) throws Exception {
    return tasks().list(caller, new TaskQuery(Map.of(), Field.CREATED_AT, false, marker, limit));
  }
}
