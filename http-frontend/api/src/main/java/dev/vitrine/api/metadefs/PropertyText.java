package dev.vitrine.api.metadefs;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.api.schema.CompiledSchema;
import dev.vitrine.api.schema.Schema;
import dev.vitrine.api.schema.Schema.Text;
import dev.vitrine.api.schema.SchemaViolation;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Holds a property of an image against a definition. Properties of images are text, whatever they
/// are defined to be, so the text is read as who uses it reads it: `4` is an integer, `yes` a
/// boolean, `a,b` an array. A text that begins with one of the operators of its definition is an
/// expression for a scheduler, and is not looked at.
final class PropertyText {
  private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");
  private static final Set<String> FALSE = Set.of("0", "f", "false", "off", "n", "no");

  /// Longer ones count nothing that there is.
  private static final int LONGEST_NUMBER = 64;

  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?");

  private PropertyText() {}

  static void check(String name, PropertyDefinition definition, String text)
      throws SchemaViolation {
    if (isExpression(definition, text)) {
      return;
    }
    switch (definition.type()) {
      case "array" -> check(array(definition), name, items(definition.items(), text));
      case "object" -> check(new Schema.FreeForm(false), name, json(text));
      default -> {
        check(choices(definition.enumeration()), name, new JsonText(text));
        check(scalar(definition), name, value(definition.type(), text));
      }
    }
  }

  private static void check(Schema schema, String name, JsonValue value) throws SchemaViolation {
    CompiledSchema.of(schema).check(name, value);
  }

  private static boolean isExpression(PropertyDefinition definition, String text) {
    List<String> operators = definition.operators();
    return operators != null
        && operators.stream()
            .anyMatch(operator -> text.equals(operator) || text.startsWith(operator + " "));
  }

  private static Schema choices(@Nullable List<String> choices) {
    return choices == null ? Text.any() : Text.any().of(choices);
  }

  private static Schema scalar(PropertyDefinition definition) {
    return switch (definition.type()) {
      case "string" -> text(definition);
      default -> {
        Schema plain = plain(definition.type());
        yield plain instanceof Schema.Whole || plain instanceof Schema.Decimal
            ? new Schema.Within(plain, definition.minimum(), definition.maximum())
            : plain;
      }
    };
  }

  /// What a value of that type is, with nothing else said about it.
  private static Schema plain(String type) {
    return switch (type) {
      case "integer" -> new Schema.Whole(false);
      case "number" -> new Schema.Decimal();
      case "boolean" -> new Schema.Flag();
      case "string" -> Text.any();
      default -> new Schema.Anything();
    };
  }

  private static Text text(PropertyDefinition definition) {
    Text text = Text.any().atLeast(bound(definition.minLength(), 0));
    if (definition.maxLength() != null) {
      text = text.atMost(bound(definition.maxLength(), Integer.MAX_VALUE));
    }
    String pattern = definition.pattern();
    if (pattern == null || !Text.isPattern(pattern)) {
      return text; // what is no pattern says nothing
    }
    return text.containing(pattern);
  }

  private static int bound(@Nullable Long bound, int otherwise) {
    return bound == null ? otherwise : (int) Math.min(bound, Integer.MAX_VALUE);
  }

  private static Schema array(PropertyDefinition definition) {
    PropertyDefinition.Items items = definition.items();
    Schema each =
        items == null
            ? new Schema.Anything()
            : items.enumeration() == null ? plain(items.type()) : choices(items.enumeration());
    Integer most =
        definition.maxItems() == null ? null : bound(definition.maxItems(), Integer.MAX_VALUE);
    return new Schema.ListOf(
        each, bound(definition.minItems(), 0), most, Boolean.TRUE.equals(definition.uniqueItems()));
  }

  /// The items of an array in JSON, or between commas.
  private static JsonValue items(PropertyDefinition.@Nullable Items items, String text) {
    if (json(text) instanceof JsonArray array) {
      return array;
    }
    // Choices are texts, of whatever type they are choices.
    String type = items == null || items.enumeration() != null ? "string" : items.type();
    List<JsonValue> values = new ArrayList<>();
    if (!text.isBlank()) {
      Arrays.stream(text.split(",", -1))
          .map(item -> value(type, item.strip()))
          .forEach(values::add);
    }
    return new JsonArray(values);
  }

  /// The text as a value of that type; as a text where it is none.
  private static JsonValue value(String type, String text) {
    JsonText itself = new JsonText(text);
    return switch (type) {
      case "integer", "number" ->
          text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches()
              ? new JsonNumber(new BigDecimal(text))
              : itself;
      case "boolean" -> {
        String word = text.toLowerCase(Locale.ROOT);
        yield TRUE.contains(word) || FALSE.contains(word)
            ? new JsonBoolean(TRUE.contains(word))
            : itself;
      }
      default -> itself;
    };
  }

  private static JsonValue json(String text) {
    try {
      return JsonReader.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJson e) {
      return new JsonText(text);
    }
  }
}
