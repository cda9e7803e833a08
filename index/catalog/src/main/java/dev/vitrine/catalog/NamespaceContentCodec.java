package dev.vitrine.catalog;

import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.ObjectDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.catalog.metadefs.Tag;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// How a [NamespaceContent] is written down.
final class NamespaceContentCodec extends RecordCodec<NamespaceContent> {
  static final NamespaceContentCodec INSTANCE = new NamespaceContentCodec();

  private NamespaceContentCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, NamespaceContent content) {
    PropertyDefinitionJson.writeAll(json, "properties", content.properties());
    if (!content.objects().isEmpty()) {
      json.writeName("objects").writeStartArray();
      content.objects().values().forEach(object -> writeObject(json, object));
      json.writeEndArray();
    }
    if (!content.tags().isEmpty()) {
      json.writeName("tags").writeStartArray();
      content.tags().values().forEach(tag -> writeTag(json, tag));
      json.writeEndArray();
    }
  }

  private static void writeObject(JsonGenerator json, ObjectDefinition object) {
    json.writeStartObject();
    writeText(json, "name", object.name());
    writeText(json, "description", object.description());
    if (!object.required().isEmpty()) {
      json.writeName("required").writeStartArray();
      object.required().forEach(name -> json.writeString(wellFormed(name)));
      json.writeEndArray();
    }
    PropertyDefinitionJson.writeAll(json, "properties", object.properties());
    writeTimes(json, object.createdAt(), object.updatedAt());
    json.writeEndObject();
  }

  private static void writeTag(JsonGenerator json, Tag tag) {
    json.writeStartObject();
    writeText(json, "name", tag.name());
    writeTimes(json, tag.createdAt(), tag.updatedAt());
    json.writeEndObject();
  }

  private static void writeTimes(JsonGenerator json, Instant createdAt, Instant updatedAt) {
    writeText(json, "created_at", RecordTime.write(createdAt));
    writeText(json, "updated_at", RecordTime.write(updatedAt));
  }

  @Override
  NamespaceContent read(JsonParser json) {
    SequencedMap<String, PropertyDefinition> properties = new LinkedHashMap<>();
    SequencedMap<String, ObjectDefinition> objects = new LinkedHashMap<>();
    SequencedMap<String, Tag> tags = new LinkedHashMap<>();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "properties" -> properties = PropertyDefinitionJson.readAll(json);
        case "objects" -> {
          expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() == JsonToken.START_OBJECT) {
            ObjectDefinition object = readObject(json);
            objects.put(object.name(), object);
          }
          requireEnd(json);
        }
        case "tags" -> {
          expect(json, JsonToken.START_ARRAY);
          while (json.nextToken() == JsonToken.START_OBJECT) {
            Tag tag = readTag(json);
            tags.put(tag.name(), tag);
          }
          requireEnd(json);
        }
        default -> throw unknown(field);
      }
    }
    return new NamespaceContent(properties, objects, tags);
  }

  private static void requireEnd(JsonParser json) {
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new IllegalArgumentException("not a list of objects");
    }
  }

  private static ObjectDefinition readObject(JsonParser json) {
    String name = null;
    String description = null;
    List<String> required = List.of();
    SequencedMap<String, PropertyDefinition> properties = new LinkedHashMap<>();
    Instant createdAt = null;
    Instant updatedAt = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "name" -> name = readText(json);
        case "description" -> description = readText(json);
        case "required" -> required = readTexts(json);
        case "properties" -> properties = PropertyDefinitionJson.readAll(json);
        case "created_at" -> createdAt = RecordTime.read(readText(json));
        case "updated_at" -> updatedAt = RecordTime.read(readText(json));
        default -> throw unknown(field);
      }
    }
    return new ObjectDefinition(
        required(name, "name"),
        description,
        required,
        properties,
        required(createdAt, "created_at"),
        required(updatedAt, "updated_at"));
  }

  private static Tag readTag(JsonParser json) {
    String name = null;
    Instant createdAt = null;
    Instant updatedAt = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "name" -> name = readText(json);
        case "created_at" -> createdAt = RecordTime.read(readText(json));
        case "updated_at" -> updatedAt = RecordTime.read(readText(json));
        default -> throw unknown(field);
      }
    }
    return new Tag(
        required(name, "name"),
        required(createdAt, "created_at"),
        required(updatedAt, "updated_at"));
  }
}
