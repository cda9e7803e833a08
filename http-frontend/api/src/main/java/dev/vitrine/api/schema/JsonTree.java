package dev.vitrine.api.schema;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON values as the library for schemas wants them.
final class JsonTree {
  /// Numbers of more digits are no whole numbers: some that are short in writing would need
  /// gigabytes of them.
  private static final int MAX_DIGITS = 400;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonTree() {}

  static JsonNode of(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        ObjectNode node = NODES.objectNode();
        object.members().forEach((name, member) -> node.set(name, of(member)));
        yield node;
      }
      case JsonArray array -> {
        ArrayNode node = NODES.arrayNode();
        array.items().forEach(item -> node.add(of(item)));
        yield node;
      }
      case JsonText(String text) -> NODES.stringNode(text);
      case JsonNumber number -> number(number);
      case JsonBoolean(boolean flag) -> NODES.booleanNode(flag);
      case JsonNull _ -> NODES.nullNode();
    };
  }

  /// `1.0` is a whole number here, though draft 4 is silent about it.
  private static JsonNode number(JsonNumber value) {
    BigDecimal number = value.number();
    long digits = (long) number.precision() - number.scale();
    if (!value.whole() || digits > MAX_DIGITS) {
      return NODES.numberNode(number);
    }
    BigInteger whole = number.toBigInteger();
    return whole.bitLength() < Long.SIZE
        ? NODES.numberNode(whole.longValue())
        : NODES.numberNode(whole);
  }
}
