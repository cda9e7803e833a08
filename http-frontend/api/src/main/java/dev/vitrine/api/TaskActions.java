package dev.vitrine.api;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.schema.SchemaViolation;
import dev.vitrine.api.schema.TaskSchema;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.catalog.Task;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Response;
import dev.vitrine.images.ImportOrder;
import dev.vitrine.images.ImportService;
import dev.vitrine.images.NewTask;
import dev.vitrine.images.TaskList;
import dev.vitrine.images.TaskService;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tasks: `/v2/tasks`, `/v2/tasks/{task}`, and those of an image. Who may not use them is told so
/// before anything is read.
final class TaskActions {
  private static final String TASKS = "/v2/tasks";
  private static final String IMPORT = "import";
  private static final Set<String> IMPORT_SCHEMES = Set.of("http", "https");

  private static final String FORMER_DISK_FORMAT = "qcow2";

  private final TaskService tasks;
  private final ImportService imports;
  private final NewImageReader newImages;
  private final ApiOptions options;
  private final PublicUrl url;

  TaskActions(
      TaskService tasks,
      ImportService imports,
      ImageRules rules,
      ApiOptions options,
      PublicUrl url) {
    this.tasks = tasks;
    this.imports = imports;
    this.newImages = new NewImageReader(rules);
    this.options = options;
    this.url = url;
  }

  Response create(Call call) throws Exception {
    tasks.requireAccess(call.caller());
    JsonObject body = JsonBody.object(call.request().body());
    NewTask wanted = read(body, call.request().facts().id());
    Task task =
        wanted.type().equals(IMPORT) ? order(call, body) : tasks.create(call.caller(), wanted);
    return json(201, TaskJson.task(task))
        .with("Location", url.of(call.request(), TASKS + "/" + task.id()));
  }

  /// An import of the time before imports had routes of their own: makes the image, too.
  private Task order(Call call, JsonObject body) throws Exception {
    JsonObject input = (JsonObject) required(body, "input");
    String uri = String.valueOf(text(input, "import_from"));
    SequencedMap<String, JsonValue> properties = new LinkedHashMap<>();
    String format = text(input, "import_from_format");
    properties.put("disk_format", new JsonText(format == null ? FORMER_DISK_FORMAT : format));
    properties.put("container_format", new JsonText("bare"));
    if (input.members().get("image_properties") instanceof JsonObject given) {
      properties.putAll(given.members());
    }
    return imports.importNew(
        call.caller(),
        newImages.read(new JsonObject(properties)),
        new ImportSource.Web(uri),
        new Words(input, call.request().facts().id()));
  }

  private static JsonValue required(JsonObject object, String name) throws Problem {
    JsonValue value = object.members().get(name);
    if (value == null) {
      throw Problem.badRequest("Task '%s' is required".formatted(name));
    }
    return value;
  }

  /// @param input as it came
  private record Words(JsonObject input, String requestId) implements ImportOrder.Words {
    @Override
    public String input(String imageId, List<@Nullable String> stores) {
      return new String(new JsonOutput(256).value(input).toBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public String result(String imageId) {
      JsonOutput out = new JsonOutput(64);
      out.raw(JsonOutput.encoded("{\"image_id\":")).text(imageId);
      return new String(out.raw(JsonOutput.encoded("}")).toBytes(), StandardCharsets.UTF_8);
    }
  }

  Response list(Call call) throws Exception {
    tasks.requireAccess(call.caller());
    QueryParameters parameters = QueryParameters.parse(call.request().query());
    TaskList page = tasks.list(call.caller(), TaskListQuery.read(parameters, options));
    QueryParameters first = parameters.without("marker");
    String marker = page.nextMarker();
    String next = marker == null ? null : first.with("marker", marker).link(TASKS);
    return json(200, TaskJson.page(page, first.link(TASKS), next));
  }

  Response show(Call call) throws Exception {
    return json(200, TaskJson.task(tasks.show(call.caller(), call.parameter("task"))));
  }

  /// Nobody deletes tasks; they are forgotten by themselves.
  Response delete(Call call) throws Exception {
    tasks.requireAccess(call.caller());
    throw new Problem(
        405,
        "Tasks cannot be deleted; they go away some time after their end",
        Headers.of("Allow", "GET"));
  }

  Response ofImage(Call call) throws Exception {
    return json(200, TaskJson.ofImage(tasks.ofImage(call.caller(), call.parameter("id"))));
  }

  private static NewTask read(JsonObject body, String requestId) throws Problem {
    for (String required : new String[] {"type", "input"}) {
      if (!body.members().containsKey(required)) {
        throw Problem.badRequest("Task '%s' is required".formatted(required));
      }
    }
    for (String name : body.members().keySet()) {
      if (!TaskSchema.task().properties().containsKey(name)) {
        throw Problem.badRequest("A task has no '%s'".formatted(name));
      }
    }
    try {
      TaskSchema.check().check(body);
    } catch (SchemaViolation e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
    String type = text(body, "type");
    if (type == null || !(body.members().get("input") instanceof JsonObject input)) {
      throw Problem.badRequest("Task 'input' is an object");
    }
    if (type.equals(IMPORT)) {
      checkSource(input);
    }
    byte[] written = new JsonOutput(256).value(input).toBytes();
    return new NewTask(
        type, new String(written, StandardCharsets.UTF_8), text(input, "image_id"), requestId);
  }

  /// Data is imported from the web alone; never from a file of the service's machine.
  private static void checkSource(JsonObject input) throws Problem {
    String source = text(input, "import_from");
    String scheme = source == null ? null : scheme(source);
    if (scheme == null || !IMPORT_SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
      throw Problem.badRequest(
          "'import_from' names data to import by an http or https URL: %s".formatted(source));
    }
  }

  private static @Nullable String scheme(String source) {
    try {
      URI uri = new URI(source);
      return uri.getHost() == null ? null : uri.getScheme();
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static @Nullable String text(JsonObject object, String name) {
    JsonValue value = object.members().get(name);
    return value instanceof JsonText(String text) ? text : null;
  }

  private static Response json(int status, byte[] body) {
    return Response.of(status, "application/json", body);
  }
}
