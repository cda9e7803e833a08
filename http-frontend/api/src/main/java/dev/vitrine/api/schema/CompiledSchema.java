package dev.vitrine.api.schema;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.blobstore.InvariantViolated;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A published document, ready to hold JSON values against: a library for JSON Schema (draft 4)
/// runs it. What is read-only is not its business: that is a question of who may write, not of
/// form. A `format` tells readers something, and refuses nothing.
///
/// The library is not asked for anything before the first value is there to be checked.
///
/// Thread-safe.
public final class CompiledSchema {
  /// Enough of a wrong value to recognise it.
  private static final int MAX_QUOTED_CHARS = 80;

  /// Loaded with the first value to be checked, so that a start does not pay for it.
  private static final class Library {
    /// Fetches nothing, whatever a schema refers to.
    private static final SchemaRegistry SCHEMAS =
        SchemaRegistry.withDialect(
            Dialects.getDraft4(),
            builder ->
                builder
                    .schemaCacheEnabled(false)
                    .schemaLoader(loader -> loader.block(_ -> true))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(false)
                            .locale(Locale.ENGLISH)
                            .pathType(PathType.JSON_POINTER)
                            .regularExpressionFactory(BoundedExpression::of)
                            .build()));
  }

  private final Supplier<byte[]> document;
  private volatile com.networknt.schema.@Nullable Schema compiled;

  private CompiledSchema(Supplier<byte[]> document) {
    this.document = document;
  }

  /// A thing of the API that refers to nothing.
  public static CompiledSchema of(Schema schema) {
    return new CompiledSchema(() -> SchemaWriter.document(schema));
  }

  static CompiledSchema of(Schema.Structure structure, SequencedMap<String, Schema> definitions) {
    return new CompiledSchema(() -> SchemaWriter.document(structure, definitions));
  }

  /// Makes sure that the schema means something.
  ///
  /// Throws [IllegalArgumentException] with the reason when it means nothing: only schemas that
  /// somebody else wrote do.
  CompiledSchema verified() {
    try {
      compiled().initializeValidators();
      return this;
    } catch (SchemaException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Compiling twice at the same time does no harm.
  private com.networknt.schema.Schema compiled() {
    com.networknt.schema.Schema known = compiled;
    if (known == null) {
      try {
        known = Library.SCHEMAS.getSchema(JsonTree.of(JsonReader.parse(document.get())));
      } catch (MalformedJson e) {
        throw new InvariantViolated("a schema is not JSON: " + e.getMessage());
      }
      compiled = known;
    }
    return known;
  }

  /// Checks every member of `object`, and that nothing required is missing.
  public void check(JsonObject object) throws SchemaViolation {
    for (Error error : errors(object)) {
      throw violation("", object, error);
    }
  }

  /// Checks one member alone, as if it were the whole object and nothing were required.
  public void checkMember(String name, JsonValue value) throws SchemaViolation {
    SequencedMap<String, JsonValue> alone = new LinkedHashMap<>();
    alone.put(name, value);
    JsonObject object = new JsonObject(alone);
    for (Error error : errors(object)) {
      boolean another =
          error.getKeyword().equals("required") && error.getInstanceLocation().getNameCount() == 0;
      if (!another) {
        throw violation("", object, error);
      }
    }
  }

  /// Checks one value.
  ///
  /// @param name how to call it in a message
  public void check(String name, JsonValue value) throws SchemaViolation {
    for (Error error : errors(value)) {
      throw violation(name, value, error);
    }
  }

  private List<Error> errors(JsonValue value) {
    return compiled().validate(JsonTree.of(value));
  }

  private static SchemaViolation violation(String root, JsonValue checked, Error error) {
    String property = String.valueOf(error.getProperty());
    String message =
        switch (error.getKeyword()) {
          case "required" -> "'%s' is a required property".formatted(quoted(property));
          case "additionalProperties" ->
              "Additional property '%s' is not allowed".formatted(quoted(property));
          default ->
              "Invalid value for '%s': %s: %s"
                  .formatted(
                      quoted(place(root, error)), shown(at(checked, error)), error.getMessage());
        };
    return new SchemaViolation(message);
  }

  /// The names and numbers on the way to the value.
  private static String place(String root, Error error) {
    StringBuilder place = new StringBuilder(root);
    for (int step = 0; step < error.getInstanceLocation().getNameCount(); step++) {
      place.append(place.isEmpty() ? "" : "/").append(error.getInstanceLocation().getElement(step));
    }
    return place.toString();
  }

  private static JsonValue at(JsonValue value, Error error) {
    JsonValue found = value;
    for (int step = 0; step < error.getInstanceLocation().getNameCount(); step++) {
      found = member(found, error.getInstanceLocation().getElement(step));
    }
    return found;
  }

  private static JsonValue member(JsonValue value, Object step) {
    return switch (value) {
      case JsonObject(Map<String, JsonValue> members) ->
          members.getOrDefault(String.valueOf(step), new JsonNull());
      case JsonArray(List<JsonValue> items) when step instanceof Integer index -> items.get(index);
      default -> value;
    };
  }

  private static String shown(JsonValue value) {
    return switch (value) {
      case JsonText(String text) -> "'" + quoted(text) + "'";
      case JsonNumber(var number) -> number.toString();
      case JsonBoolean(boolean flag) -> String.valueOf(flag);
      case JsonNull _, JsonArray _, JsonObject _ -> value.kind();
    };
  }

  private static String quoted(String text) {
    if (text.codePointCount(0, text.length()) <= MAX_QUOTED_CHARS) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, MAX_QUOTED_CHARS)) + "…";
  }
}
