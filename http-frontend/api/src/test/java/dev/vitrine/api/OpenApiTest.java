package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `GET /v2/openapi.json`: the document and the table of routes say the same.
class OpenApiTest {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
  private static final String REFERENCE = "$ref";

  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  private JsonObject document() {
    return api.get("/v2/openapi.json").expect(200).json();
  }

  @Test
  void eachRouteIsDescribedAndEachDescriptionIsOfARoute() {
    Set<String> described = new TreeSet<>();
    operations().forEach(operation -> described.add(operation.method + " " + operation.path));
    Set<String> served =
        api.routes().stream()
            // Where a parameter has room for slashes, OpenAPI has no word for it.
            .map(route -> route.method() + " " + route.template().replace("{+", "{"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described)
        .as("openapi.json (left) and the table of routes: add what is missing to the document")
        .isEqualTo(served);
  }

  @Test
  void eachOperationHasItsOwnNameASummaryAndAnswers() {
    List<String> names = new ArrayList<>();
    for (Operation operation : operations()) {
      names.add(text(operation.body, "operationId"));
      assertThat(text(operation.body, "summary")).isNotBlank();
      assertThat(object(operation.body, "responses").members()).isNotEmpty();
    }
    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void eachParameterOfAPathIsDescribed() {
    for (Operation operation : operations()) {
      Set<String> wanted =
          PARAMETER
              .matcher(operation.path)
              .results()
              .map(match -> match.group(1))
              .collect(Collectors.toSet());
      Set<String> described =
          operation.parameters.stream()
              .filter(parameter -> text(parameter, "in").equals("path"))
              .map(parameter -> text(parameter, "name"))
              .collect(Collectors.toSet());
      assertThat(described).as(operation.path).isEqualTo(wanted);
    }
  }

  @Test
  void eachReferenceLeadsSomewhere() {
    JsonObject document = document();
    List<String> references = new ArrayList<>();
    collectReferences(document, references);
    assertThat(references).isNotEmpty();
    references.forEach(reference -> resolve(document, reference));
  }

  private static void collectReferences(JsonValue value, List<String> references) {
    switch (value) {
      case JsonObject object ->
          object
              .members()
              .forEach((name, member) -> {
                if (name.equals(REFERENCE) && member instanceof JsonText(String text)) {
                  references.add(text);
                }
                collectReferences(member, references);
              });
      case JsonArray array -> array.items().forEach(item -> collectReferences(item, references));
      default -> {}
    }
  }

  private static JsonObject resolve(JsonObject document, String reference) {
    assertThat(reference).startsWith("#/");
    JsonObject found = document;
    for (String step : reference.substring(2).split("/", -1)) {
      found = object(found, step);
    }
    return found;
  }

  private record Operation(
      String path, String method, JsonObject body, List<JsonObject> parameters) {}

  private List<Operation> operations() {
    JsonObject document = document();
    assertThat(text(document, "openapi")).startsWith("3.1.");
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonValue> path : object(document, "paths").members().entrySet()) {
      JsonObject item = (JsonObject) path.getValue();
      List<JsonObject> shared = parameters(document, item);
      for (String method : item.members().keySet()) {
        if (METHODS.contains(method)) {
          JsonObject body = object(item, method);
          List<JsonObject> parameters = new ArrayList<>(shared);
          parameters.addAll(parameters(document, body));
          operations.add(
              new Operation(path.getKey(), method.toUpperCase(Locale.ROOT), body, parameters));
        }
      }
    }
    return operations;
  }

  private static List<JsonObject> parameters(JsonObject document, JsonObject of) {
    return of.members().get("parameters") instanceof JsonArray array
        ? array.items().stream()
            .map(JsonObject.class::cast)
            .map(parameter ->
                parameter.members().get(REFERENCE) instanceof JsonText(String reference)
                    ? resolve(document, reference)
                    : parameter)
            .toList()
        : List.of();
  }

  private static JsonObject object(JsonObject in, String name) {
    if (in.members().get(name) instanceof JsonObject object) {
      return object;
    }
    throw new AssertionError("there is no object '" + name + "'");
  }

  private static String text(JsonObject in, String name) {
    if (in.members().get(name) instanceof JsonText(String text)) {
      return text;
    }
    throw new AssertionError("there is no text '" + name + "' in " + in);
  }
}
