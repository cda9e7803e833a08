package dev.vitrine.api.schema;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.schema.Schema.Anything;
import dev.vitrine.api.schema.Schema.Count;
import dev.vitrine.api.schema.Schema.Decimal;
import dev.vitrine.api.schema.Schema.Flag;
import dev.vitrine.api.schema.Schema.Formatted;
import dev.vitrine.api.schema.Schema.FreeForm;
import dev.vitrine.api.schema.Schema.ListOf;
import dev.vitrine.api.schema.Schema.MapOf;
import dev.vitrine.api.schema.Schema.Property;
import dev.vitrine.api.schema.Schema.Reference;
import dev.vitrine.api.schema.Schema.Structure;
import dev.vitrine.api.schema.Schema.Supposing;
import dev.vitrine.api.schema.Schema.Text;
import dev.vitrine.api.schema.Schema.Whole;
import dev.vitrine.api.schema.Schema.Within;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;

/// Holds JSON values against schemas. What is read-only is not its business: that is a question of
/// who may write, not of form.
public final class Validator {
  /// Enough of a wrong value to recognise it.
  private static final int MAX_QUOTED_CHARS = 80;

  private Validator() {}

  /// Checks every member of `object`, in the order sent, and that nothing required is missing.
  public static void check(Structure structure, JsonObject object) throws SchemaViolation {
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      checkMember(structure, member.getKey(), member.getValue());
    }
    for (String required : structure.required()) {
      if (!object.members().containsKey(required)) {
        throw new SchemaViolation("'%s' is a required property".formatted(required));
      }
    }
  }

  /// Checks one member alone, as if it were the whole object and nothing were required.
  public static void checkMember(Structure structure, String name, JsonValue value)
      throws SchemaViolation {
    Property property = structure.properties().get(name);
    if (property != null) {
      check(property.schema(), name, value);
    } else if (structure.closed()) {
      throw new SchemaViolation("Additional property '%s' is not allowed".formatted(quoted(name)));
    } else if (structure.additional() != null) {
      check(structure.additional(), name, value);
    }
  }

  /// Checks one value.
  ///
  /// @param name how to call it in a message
  public static void check(Schema schema, String name, JsonValue value) throws SchemaViolation {
    switch (schema) {
      case Text text -> checkText(text, name, value);
      case Whole whole -> {
        boolean fits =
            switch (value) {
              case JsonNumber number -> number.whole();
              case JsonNull _ -> whole.nullable();
              default -> false;
            };
        expect(fits, name, value, whole.nullable() ? "an integer or null" : "an integer");
      }
      case FreeForm form -> {
        boolean fits =
            value instanceof JsonObject || (value instanceof JsonNull && form.nullable());
        expect(fits, name, value, form.nullable() ? "an object or null" : "an object");
      }
      case Flag _ -> expect(value instanceof JsonBoolean, name, value, "a boolean");
      case Count _ ->
          expect(
              value instanceof JsonNumber number && number.whole() && number.number().signum() >= 0,
              name,
              value,
              "an integer of at least 0");
      case Decimal _ -> expect(value instanceof JsonNumber, name, value, "a number");
      case Within within -> {
        check(within.number(), name, value);
        checkBounds(within, name, value);
      }
      case Anything _ -> {
        // anything will do
      }
      case ListOf list -> checkList(list, name, value);
      case MapOf map -> {
        if (!(value instanceof JsonObject object)) {
          throw wrong(name, value, "an object");
        }
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
          check(map.values(), member.getKey(), member.getValue());
        }
      }
      case Formatted formatted -> checkText(formatted.text(), name, value);
      case Supposing supposing -> check(supposing.schema(), name, value);
      case Reference reference -> check(reference.target(), name, value);
      case Structure structure -> {
        if (!(value instanceof JsonObject object)) {
          throw wrong(name, value, "an object");
        }
        check(structure, object);
      }
    }
  }

  private static void checkBounds(Within within, String name, JsonValue value)
      throws SchemaViolation {
    BigDecimal minimum = within.minimum();
    BigDecimal maximum = within.maximum();
    if (value instanceof JsonNumber(var number)) {
      expect(minimum == null || number.compareTo(minimum) >= 0, name, value, "at least " + minimum);
      expect(maximum == null || number.compareTo(maximum) <= 0, name, value, "at most " + maximum);
    }
  }

  private static void checkList(ListOf list, String name, JsonValue value) throws SchemaViolation {
    if (!(value instanceof JsonArray array)) {
      throw wrong(name, value, "an array");
    }
    if (array.items().size() < list.minItems()) {
      throw wrong(name, value, "at least %d items long".formatted(list.minItems()));
    }
    if (list.maxItems() != null && array.items().size() > list.maxItems()) {
      throw wrong(name, value, "at most %d items long".formatted(list.maxItems()));
    }
    if (list.unique() && new HashSet<>(array.items()).size() < array.items().size()) {
      throw wrong(name, value, "without repetitions");
    }
    for (JsonValue item : array.items()) {
      check(list.items(), name, item);
    }
  }

  private static void checkText(Text schema, String name, JsonValue value) throws SchemaViolation {
    if (value instanceof JsonNull && schema.nullable()) {
      return;
    }
    if (!(value instanceof JsonText(String text))) {
      throw wrong(name, value, schema.nullable() ? "a string or null" : "a string");
    }
    int characters = text.codePointCount(0, text.length());
    if (schema.maxLength() != null && characters > schema.maxLength()) {
      throw wrong(name, value, "at most %d characters long".formatted(schema.maxLength()));
    }
    if (characters < schema.minLength()) {
      throw wrong(name, value, "at least %d characters long".formatted(schema.minLength()));
    }
    if (schema.form() != null && !schema.form().fits(text)) {
      throw wrong(name, value, "of the form " + schema.form().text());
    }
    if (!schema.choices().isEmpty() && !schema.choices().contains(text)) {
      throw wrong(name, value, "one of " + String.join(", ", schema.choices()));
    }
  }

  private static void expect(boolean fits, String name, JsonValue value, String expected)
      throws SchemaViolation {
    if (!fits) {
      throw wrong(name, value, expected);
    }
  }

  private static SchemaViolation wrong(String name, JsonValue value, String expected) {
    String shown =
        switch (value) {
          case JsonText(String text) -> "'" + quoted(text) + "'";
          case JsonNumber(var number) -> number.toString();
          case JsonBoolean(boolean flag) -> String.valueOf(flag);
          case JsonNull _, JsonArray _, JsonObject _ -> value.kind();
        };
    return new SchemaViolation(
        "Invalid value for '%s': %s is not %s".formatted(quoted(name), shown, expected));
  }

  private static String quoted(String text) {
    if (text.codePointCount(0, text.length()) <= MAX_QUOTED_CHARS) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, MAX_QUOTED_CHARS)) + "…";
  }
}
