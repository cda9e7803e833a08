package dev.vitrine.api.schema;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.api.schema.Schema.Property;
import dev.vitrine.api.schema.Schema.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The custom properties that an installation gives a form of their own; every other one is any
/// string. Immutable.
///
/// @param properties in the order in which they are published
/// @param required those without which an image cannot be made
public record CustomProperties(SequencedMap<String, Property> properties, List<String> required) {
  /// What the service says of a property.
  private static final Set<String> OURS = Set.of("is_base", "readOnly", "writeOnly");

  public CustomProperties {
    properties = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(properties));
    required = List.copyOf(required);
  }

  /// What every installation starts with.
  public static CustomProperties shipped() {
    Text imageId = Text.matching(ImageSchema.UUID.pattern()).orNull();
    SequencedMap<String, Property> shipped = new LinkedHashMap<>();
    add(shipped, "kernel_id", imageId, "Image to boot as the kernel of this AMI-style image");
    add(shipped, "ramdisk_id", imageId, "Image to boot as the ramdisk of this AMI-style image");
    add(shipped, "instance_uuid", Text.any(), "Instance that this snapshot was taken of");
    add(shipped, "architecture", Text.any(), "Processor architecture, such as x86_64");
    add(shipped, "os_distro", Text.any(), "Distribution of the operating system, such as debian");
    add(shipped, "os_version", Text.any(), "Version of the operating system");
    add(shipped, "description", Text.any(), "What this image is, for people");
    add(
        shipped,
        "cinder_encryption_key_id",
        Text.any(),
        "Key of the encrypted volume that the image was made of");
    add(
        shipped,
        "cinder_encryption_key_deletion_policy",
        Text.oneOf(List.of("on_image_deletion", "do_not_delete")),
        "What becomes of that key when the image is deleted");
    return new CustomProperties(shipped, List.of());
  }

  /// What a `schema-image.json` says: the properties alone, by name, or below `properties` and
  /// beside `required`. It may use all of JSON Schema, draft 4, that can be said of a string.
  ///
  /// Throws [IllegalArgumentException], in words for the operator, when it is none, or when it
  /// wants something else than strings: nothing else can be kept.
  public static CustomProperties parse(byte[] json) {
    JsonObject document = object("the file", parsed(json));
    Map<String, JsonValue> members = document.members();
    boolean extended = members.get("properties") instanceof JsonObject;
    JsonObject properties = extended ? object("properties", members.get("properties")) : document;
    SequencedMap<String, Property> read = new LinkedHashMap<>();
    for (Map.Entry<String, JsonValue> property : properties.members().entrySet()) {
      String name = property.getKey();
      if (ImageSchema.isAttribute(name)) {
        throw new IllegalArgumentException("'" + name + "' is an attribute of every image");
      }
      read.put(name, property(name, property.getValue()));
    }
    return new CustomProperties(
        read, extended && members.containsKey("required") ? required(members) : List.of());
  }

  private static void add(
      Map<String, Property> properties, String name, Schema schema, String description) {
    properties.put(name, new Property(schema, description, false, false, false));
  }

  private static JsonValue parsed(byte[] json) {
    try {
      return JsonReader.parse(json);
    } catch (MalformedJson e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static List<String> required(Map<String, JsonValue> document) {
    return texts("required", document.get("required"));
  }

  /// Published as it was written, but for what only we say.
  private static Property property(String name, JsonValue value) {
    Map<String, JsonValue> written = object("property '" + name + "'", value).members();
    SequencedMap<String, JsonValue> schema = new LinkedHashMap<>();
    schema.put("type", type(mayBeNull(name, written)));
    if (written.get("enum") instanceof JsonArray choices) {
      texts("the enum of '" + name + "'", choices);
    }
    if (written.get("pattern") instanceof JsonText(String pattern) && !Text.isPattern(pattern)) {
      throw new IllegalArgumentException(
          "the pattern of '" + name + "' is no regular expression: " + pattern);
    }
    written.forEach(schema::putIfAbsent);
    OURS.forEach(schema::remove);
    Schema given = new Schema.Given(new JsonObject(schema));
    try {
      CompiledSchema.of(given).verified();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "property '" + name + "' is no schema: " + e.getMessage(), e);
    }
    return new Property(given, null, false, false, false);
  }

  private static JsonValue type(boolean nullable) {
    JsonText string = new JsonText("string");
    return nullable ? new JsonArray(List.of(new JsonText("null"), string)) : string;
  }

  /// The type says so, or null is among the choices.
  private static boolean mayBeNull(String name, Map<String, JsonValue> schema) {
    boolean chosen =
        schema.get("enum") instanceof JsonArray choices && choices.items().contains(new JsonNull());
    List<String> types =
        switch (schema.get("type")) {
          case null -> List.of("string");
          case JsonText(String type) -> List.of(type);
          case JsonValue several -> texts("the type of '" + name + "'", several);
        };
    for (String type : types) {
      if (!type.equals("string") && !type.equals("null")) {
        throw new IllegalArgumentException(
            "property '" + name + "' is of type " + type + "; only strings can be kept");
      }
    }
    return chosen || types.contains("null");
  }

  private static JsonObject object(String what, @Nullable JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new IllegalArgumentException(what + " is not an object");
  }

  /// The strings of a list; a null in it is left to who looks for it.
  private static List<String> texts(String what, @Nullable JsonValue value) {
    if (!(value instanceof JsonArray array)) {
      throw new IllegalArgumentException(what + " is not a list");
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array.items()) {
      switch (item) {
        case JsonText(String text) -> texts.add(text);
        case JsonNull _ -> {}
        default -> throw new IllegalArgumentException(what + " has more than strings in it");
      }
    }
    return texts;
  }
}
