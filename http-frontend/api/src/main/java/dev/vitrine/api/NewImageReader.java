package dev.vitrine.api;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.catalog.Visibility;
import dev.vitrine.images.NewImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Reads the body of `POST /v2/images`. What is wrong with the form is found in the order that
/// clients know; who may do what is the service's question.
final class NewImageReader {
  private final ImageRules rules;

  NewImageReader(ImageRules rules) {
    this.rules = rules;
  }

  NewImage read(JsonObject body) throws Problem {
    for (String name : body.members().keySet()) {
      if (ImageRules.LINKS.contains(name)) {
        throw Problem.forbidden("Attribute '%s' is read-only".formatted(name));
      }
    }
    rules.checkSchema(body);
    for (String name : body.members().keySet()) {
      ImageRules.checkNameLength(name);
    }
    for (String name : body.members().keySet()) {
      if (rules.isReserved(name)) {
        throw Problem.forbidden("Attribute '%s' is reserved".formatted(name));
      }
    }
    for (String name : body.members().keySet()) {
      if (rules.isReadOnly(name) && !ImageRules.IGNORED_WHEN_NEW.contains(name)) {
        throw Problem.forbidden("Attribute '%s' is read-only".formatted(name));
      }
    }
    if (body.members().containsKey("locations")) {
      throw Problem.forbidden("A new image has no locations");
    }
    for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
      ImageRules.checkBounds(member.getKey(), member.getValue());
    }
    return new NewImage(
        text(body, "id"),
        text(body, "name"),
        visibility(body),
        flag(body, "protected"),
        flag(body, "os_hidden"),
        body.members().containsKey("owner"),
        text(body, "owner"),
        text(body, "container_format"),
        text(body, "disk_format"),
        number(body, "min_disk"),
        number(body, "min_ram"),
        tags(body),
        properties(body));
  }

  private static @Nullable String text(JsonObject body, String name) {
    return body.members().get(name) instanceof JsonText(String text) ? text : null;
  }

  private static boolean flag(JsonObject body, String name) {
    return body.members().get(name) instanceof JsonBoolean(boolean value) && value;
  }

  private static int number(JsonObject body, String name) {
    return body.members().get(name) instanceof JsonNumber(var number) ? number.intValueExact() : 0;
  }

  private static Visibility visibility(JsonObject body) {
    String visibility = text(body, "visibility");
    return visibility == null ? Visibility.SHARED : Visibility.of(visibility);
  }

  private static List<String> tags(JsonObject body) {
    return body.members().get("tags") instanceof JsonArray array
        ? ImageRules.texts(array)
        : List.of();
  }

  private SequencedMap<String, @Nullable String> properties(JsonObject body) {
    SequencedMap<String, @Nullable String> properties = new LinkedHashMap<>();
    for (String name : body.members().keySet()) {
      if (!rules.isBase(name)) {
        properties.put(name, text(body, name));
      }
    }
    return properties;
  }
}
