package dev.vitrine.api.metadefs;

import dev.vitrine.api.Problem;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.schema.CompiledSchema;
import dev.vitrine.api.schema.MetadefSchemas;
import dev.vitrine.api.schema.SchemaViolation;
import dev.vitrine.blobstore.InvariantViolated;
import dev.vitrine.catalog.metadefs.DefaultValue;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinitionBuilder;
import dev.vitrine.images.metadefs.NamespaceAttributes;
import dev.vitrine.images.metadefs.NewAssociation;
import dev.vitrine.images.metadefs.NewNamespace;
import dev.vitrine.images.metadefs.NewObject;
import dev.vitrine.images.metadefs.Properties;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what clients and files say. What is wrong with the form is a [Problem]; whether it may be
/// is the use case's question.
final class DefinitionReader {
  private static final Set<String> TIMES = Set.of("created_at", "updated_at");
  private static final Set<String> LINKS_AND_TIMES =
      Set.of("self", "schema", "created_at", "updated_at");

  /// No quantity needs more digits, and some numbers that are short in writing would need gigabytes
  /// of them.
  private static final int MAX_DIGITS = 40;

  private DefinitionReader() {}

  static NewNamespace namespace(JsonObject body) throws Problem {
    refuseReadOnly(body, LINKS_AND_TIMES);
    return checkedNamespace(body);
  }

  /// A namespace as a file has it, or an answer of the API that was kept as a file: what only the
  /// service sets is skipped.
  static NewNamespace namespaceInFile(JsonObject file) throws Problem {
    return checkedNamespace(without(file, LINKS_AND_TIMES));
  }

  private static NewNamespace checkedNamespace(JsonObject body) throws Problem {
    check("namespace", MetadefSchemas.namespace(), body);
    List<NewAssociation> associations = new ArrayList<>();
    for (JsonObject item : objects(body, "resource_type_associations")) {
      associations.add(
          new NewAssociation(
              requiredName(item, "A resource type association"),
              text(item, "prefix"),
              text(item, "properties_target")));
    }
    List<NewObject> objects = new ArrayList<>();
    for (JsonObject item : objects(body, "objects")) {
      requiredName(item, "An object");
      objects.add(uncheckedObject(item));
    }
    List<String> tags = new ArrayList<>();
    for (JsonObject item : objects(body, "tags")) {
      tags.add(requiredName(item, "A tag"));
    }
    return new NewNamespace(attributes(body), associations, properties(body), objects, tags);
  }

  static NamespaceAttributes attributes(JsonObject body) {
    String visibility = text(body, "visibility");
    return new NamespaceAttributes(
        presentText(body, "namespace"),
        text(body, "display_name"),
        text(body, "description"),
        visibility == null ? null : NamespaceVisibility.of(visibility),
        body.members().get("protected") instanceof JsonBoolean(boolean flag) && flag,
        text(body, "owner"));
  }

  static NewObject object(JsonObject body) throws Problem {
    refuseReadOnly(body, LINKS_AND_TIMES);
    check("object", MetadefSchemas.object(), body);
    return uncheckedObject(body);
  }

  private static NewObject uncheckedObject(JsonObject body) throws Problem {
    return new NewObject(
        presentText(body, "name"),
        text(body, "description"),
        texts(body, "required"),
        properties(body));
  }

  static Properties.Named property(JsonObject body) throws Problem {
    refuseReadOnly(body, TIMES);
    check("property", MetadefSchemas.property(), body);
    return new Properties.Named(presentText(body, "name"), definition(body));
  }

  static NewAssociation association(JsonObject body) throws Problem {
    refuseReadOnly(body, TIMES);
    check("resource_type_association", MetadefSchemas.association(), body);
    return new NewAssociation(
        presentText(body, "name"), text(body, "prefix"), text(body, "properties_target"));
  }

  static String tag(JsonObject body) throws Problem {
    refuseReadOnly(body, TIMES);
    check("tag", MetadefSchemas.tag(), body);
    return presentText(body, "name");
  }

  static List<String> tags(JsonObject body) throws Problem {
    refuseReadOnly(body, TIMES);
    check("tags", MetadefSchemas.newTags(), body);
    return objects(body, "tags").stream().map(tag -> presentText(tag, "name")).toList();
  }

  private static SequencedMap<String, PropertyDefinition> properties(JsonObject body)
      throws Problem {
    SequencedMap<String, PropertyDefinition> definitions = new LinkedHashMap<>();
    if (body.members().get("properties") instanceof JsonObject(var members)) {
      for (Map.Entry<String, JsonValue> member : members.entrySet()) {
        if (!(member.getValue() instanceof JsonObject definition)) {
          throw new InvariantViolated("the schema let " + member.getValue().kind() + " pass");
        }
        definitions.put(member.getKey(), definition(definition));
      }
    }
    return definitions;
  }

  /// A definition that passed a schema. Within others some things may stand that nothing can be
  /// made of; they are refused here.
  private static PropertyDefinition definition(JsonObject body) throws Problem {
    var definition =
        new PropertyDefinitionBuilder(presentText(body, "type"), presentText(body, "title"));
    for (Map.Entry<String, JsonValue> member : body.members().entrySet()) {
      String key = member.getKey();
      JsonValue value = member.getValue();
      switch (key) {
        case "type", "title", "name" -> {
          // at its place already
        }
        case "description" -> definition.description(text(body, key));
        case "operators" -> definition.operators(texts(key, value));
        case "default" -> definition.defaultValue(defaultValue(value));
        case "readonly" -> definition.readOnly(flag(key, value));
        case "minimum" -> definition.minimum(decimal(key, value));
        case "maximum" -> definition.maximum(decimal(key, value));
        case "enum" -> definition.enumeration(texts(key, value));
        case "pattern" -> definition.pattern(text(body, key));
        case "minLength" -> definition.minLength(count(key, value));
        case "maxLength" -> definition.maxLength(count(key, value));
        case "confidential" -> definition.confidential(flag(key, value));
        case "items" -> definition.items(items(value));
        case "uniqueItems" -> definition.uniqueItems(flag(key, value));
        case "minItems" -> definition.minItems(count(key, value));
        case "maxItems" -> definition.maxItems(count(key, value));
        case "additionalItems" -> definition.additionalItems(flag(key, value));
        default ->
            throw mismatch("property", "Additional property '%s' is not allowed".formatted(key));
      }
    }
    return definition.build();
  }

  private static PropertyDefinition.Items items(JsonValue value) throws Problem {
    if (!(value instanceof JsonObject items)
        || !(items.members().get("type") instanceof JsonText(String type))) {
      throw mismatch("property", "'items' needs a type");
    }
    JsonValue enumeration = items.members().get("enum");
    return new PropertyDefinition.Items(
        type, enumeration == null ? null : texts("enum", enumeration));
  }

  private static DefaultValue defaultValue(JsonValue value) {
    return switch (value) {
      case JsonText(String text) -> new DefaultValue.Text(text);
      case JsonNumber(BigDecimal number) -> new DefaultValue.Numeric(number);
      case JsonBoolean(boolean flag) -> new DefaultValue.Flag(flag);
      case JsonNull _, JsonArray _, JsonObject _ -> new DefaultValue.Nothing();
    };
  }

  private static Boolean flag(String key, JsonValue value) throws Problem {
    if (value instanceof JsonBoolean(boolean flag)) {
      return flag;
    }
    throw mismatch("property", "'%s' is %s, not a boolean".formatted(key, value.kind()));
  }

  private static BigDecimal decimal(String key, JsonValue value) throws Problem {
    if (value instanceof JsonNumber(BigDecimal number)
        && Math.abs((long) number.precision() - number.scale()) <= MAX_DIGITS
        && Math.abs(number.scale()) <= MAX_DIGITS) {
      return number;
    }
    throw mismatch("property", "'%s' is out of range".formatted(key));
  }

  private static Long count(String key, JsonValue value) throws Problem {
    BigDecimal number = decimal(key, value);
    if (number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw mismatch("property", "'%s' is out of range".formatted(key));
    }
    return number.longValueExact();
  }

  private static void refuseReadOnly(JsonObject body, Set<String> readOnly) throws Problem {
    for (String key : body.members().keySet()) {
      if (readOnly.contains(key)) {
        throw Problem.forbidden("Attribute '%s' is read-only.".formatted(key));
      }
    }
  }

  private static JsonObject without(JsonObject object, Set<String> keys) {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>(object.members());
    members.keySet().removeAll(keys);
    return new JsonObject(members);
  }

  private static void check(String name, CompiledSchema schema, JsonObject body) throws Problem {
    try {
      schema.check(body);
    } catch (SchemaViolation e) {
      throw mismatch(name, String.valueOf(e.getMessage()));
    }
  }

  private static Problem mismatch(String schema, String reason) {
    return Problem.badRequest(
        "Provided object does not match schema '%s': %s".formatted(schema, reason));
  }

  private static String requiredName(JsonObject item, String what) throws Problem {
    String name = text(item, "name");
    if (name == null) {
      throw mismatch("namespace", what + " needs a name");
    }
    return name;
  }

  private static String presentText(JsonObject object, String key) {
    String text = text(object, key);
    if (text == null) {
      throw new InvariantViolated("the schema let an object without '" + key + "' pass");
    }
    return text;
  }

  private static @Nullable String text(JsonObject object, String key) {
    return object.members().get(key) instanceof JsonText(String text) ? text : null;
  }

  private static List<String> texts(JsonObject object, String key) throws Problem {
    JsonValue value = object.members().get(key);
    return value == null ? List.of() : texts(key, value);
  }

  private static List<String> texts(String key, JsonValue value) throws Problem {
    List<String> texts = new ArrayList<>();
    if (value instanceof JsonArray(var items)) {
      for (JsonValue item : items) {
        if (!(item instanceof JsonText(String text))) {
          throw mismatch("property", "'%s' has %s among its strings".formatted(key, item.kind()));
        }
        texts.add(text);
      }
      return texts;
    }
    throw mismatch("property", "'%s' is %s, not an array".formatted(key, value.kind()));
  }

  private static List<JsonObject> objects(JsonObject object, String key) {
    List<JsonObject> objects = new ArrayList<>();
    if (object.members().get(key) instanceof JsonArray(var items)) {
      for (JsonValue item : items) {
        if (!(item instanceof JsonObject one)) {
          throw new InvariantViolated("the schema let " + item.kind() + " pass for an object");
        }
        objects.add(one);
      }
    }
    return objects;
  }
}
