package dev.vitrine.api.identity;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place in somebody else's document, where anything may be missing or of another type.
record Json(@Nullable JsonValue value) {

  Json at(String... path) {
    JsonValue found = value;
    for (String name : path) {
      found = found instanceof JsonObject object ? object.members().get(name) : null;
    }
    return new Json(found);
  }

  @Nullable String text() {
    return value instanceof JsonText(String text) ? text : null;
  }

  /// A whole number within the range of `long`.
  @Nullable Long integer() {
    if (!(value instanceof JsonNumber number) || !number.whole()) {
      return null;
    }
    try {
      return number.number().longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  boolean isTrue() {
    return value instanceof JsonBoolean(boolean flag) && flag;
  }

  boolean isFalse() {
    return value instanceof JsonBoolean(boolean flag) && !flag;
  }

  boolean isArray() {
    return value instanceof JsonArray;
  }

  List<Json> items() {
    return value instanceof JsonArray(var items)
        ? items.stream().map(Json::new).toList()
        : List.of();
  }
}
