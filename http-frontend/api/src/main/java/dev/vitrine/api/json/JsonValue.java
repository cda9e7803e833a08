package dev.vitrine.api.json;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A parsed JSON value. Immutable.
public sealed interface JsonValue {

  /// What JSON calls the value's type, for messages.
  default String kind() {
    return switch (this) {
      case JsonObject _ -> "an object";
      case JsonArray _ -> "an array";
      case JsonText _ -> "a string";
      case JsonNumber _ -> "a number";
      case JsonBoolean _ -> "a boolean";
      case JsonNull _ -> "null";
    };
  }

  /// Members in the order sent; of members with the same name the last one counts.
  record JsonObject(SequencedMap<String, JsonValue> members) implements JsonValue {
    public JsonObject {
      members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
    }
  }

  record JsonArray(List<JsonValue> items) implements JsonValue {
    public JsonArray {
      items = List.copyOf(items);
    }
  }

  record JsonText(String text) implements JsonValue {}

  record JsonNumber(BigDecimal number) implements JsonValue {
    /// Whether the number is whole; `1.0` is.
    public boolean whole() {
      return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
    }
  }

  record JsonBoolean(boolean value) implements JsonValue {}

  record JsonNull() implements JsonValue {}
}
