package dev.vitrine.api;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.schema.ImageSchema;
import dev.vitrine.api.schema.SchemaViolation;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.images.access.Attributes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What clients may say about images in general: which names they may set, and what the values mean
/// for the service. Immutable.
final class ImageRules {
  /// Attributes that are part of an image without being kept with it.
  static final Set<String> LINKS = Set.of("direct_url", "self", "file", "schema", "stores");

  /// Hashes in a new image are accepted and forgotten; some clients send back what they were shown.
  static final Set<String> IGNORED_WHEN_NEW = Set.of("os_hash_algo", "os_hash_value");

  private static final Set<String> BOUNDED = Set.of("min_disk", "min_ram");
  private static final BigDecimal MAX_BOUNDED = BigDecimal.valueOf(Integer.MAX_VALUE);

  private final ImageSchema schema;
  private final Set<String> readOnly;

  ImageRules(ImageSchema schema) {
    this.schema = schema;
    this.readOnly = schema.readOnly();
  }

  /// Whether a new image may not name it.
  boolean isReadOnly(String name) {
    return readOnly.contains(name);
  }

  boolean isBase(String name) {
    var property = schema.image().properties().get(name);
    return property != null && property.base();
  }

  /// Whether the name would read as an attribute of the service's own if it were a property.
  boolean isReserved(String name) {
    return Attributes.kindOf(name) == Attributes.Kind.FIXED
        && !schema.image().properties().containsKey(name);
  }

  void checkSchema(JsonObject image) throws Problem {
    try {
      schema.check().check(image);
    } catch (SchemaViolation e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  void checkSchema(String name, JsonValue value) throws Problem {
    try {
      schema.check().checkMember(name, value);
    } catch (SchemaViolation e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  static void checkNameLength(String name) throws Problem {
    checkLength("The name of a property", name);
  }

  static void checkTag(String tag) throws Problem {
    checkLength("A tag", tag);
  }

  private static void checkLength(String what, String name) throws Problem {
    if (name.codePointCount(0, name.length()) > ImageSchema.MAX_NAME_CHARS) {
      throw Problem.badRequest(
          "%s has at most %d characters: '%s…'"
              .formatted(
                  what,
                  ImageSchema.MAX_NAME_CHARS,
                  name.substring(0, name.offsetByCodePoints(0, 40))));
    }
  }

  static void checkBounds(String name, JsonValue value) throws Problem {
    if (BOUNDED.contains(name) && value instanceof JsonNumber(BigDecimal number)) {
      if (number.signum() < 0 || number.compareTo(MAX_BOUNDED) > 0) {
        throw Problem.badRequest(
            "Invalid value for '%s': %s is not between 0 and %s"
                .formatted(name, number, MAX_BOUNDED));
      }
    }
  }

  /// A value that passed the schema and the bounds, as the service takes it: a string, a boolean,
  /// an integer, a list of strings, or null.
  static @Nullable Object plain(JsonValue value) {
    return switch (value) {
      case JsonText(String text) -> text;
      case JsonBoolean(boolean flag) -> flag;
      case JsonNumber(BigDecimal number) -> number.intValueExact();
      case JsonArray array -> texts(array);
      case JsonNull _ -> null;
      case JsonObject _ -> throw new InvariantViolated("no attribute is an object");
    };
  }

  static List<String> texts(JsonArray array) {
    List<String> texts = new ArrayList<>(array.items().size());
    for (JsonValue item : array.items()) {
      if (!(item instanceof JsonText(String text))) {
        throw new InvariantViolated("the schema let " + item.kind() + " pass for a string");
      }
      texts.add(text);
    }
    return texts;
  }
}
