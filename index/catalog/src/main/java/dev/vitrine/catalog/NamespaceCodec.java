package dev.vitrine.catalog;

import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// How a [Namespace] is written down.
final class NamespaceCodec extends RecordCodec<Namespace> {
  static final NamespaceCodec INSTANCE = new NamespaceCodec();

  private NamespaceCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, Namespace namespace) {
    writeText(json, "name", namespace.name());
    writeText(json, "display_name", namespace.displayName());
    writeText(json, "description", namespace.description());
    NamespaceVisibility visibility = namespace.visibility();
    writeText(json, "visibility", visibility == null ? null : visibility.text());
    if (namespace.isProtected()) {
      json.writeBooleanProperty("protected", true);
    }
    writeText(json, "owner", namespace.owner());
    writeText(json, "created_at", RecordTime.write(namespace.createdAt()));
    writeText(json, "updated_at", RecordTime.write(namespace.updatedAt()));
    if (!namespace.associations().isEmpty()) {
      json.writeName("associations").writeStartArray();
      namespace.associations().forEach(association -> writeAssociation(json, association));
      json.writeEndArray();
    }
  }

  private static void writeAssociation(JsonGenerator json, Association association) {
    json.writeStartObject();
    writeText(json, "resource_type", association.resourceType());
    writeText(json, "prefix", association.prefix());
    writeText(json, "properties_target", association.propertiesTarget());
    writeText(json, "created_at", RecordTime.write(association.createdAt()));
    writeText(json, "updated_at", RecordTime.write(association.updatedAt()));
    json.writeEndObject();
  }

  @Override
  Namespace read(JsonParser json) {
    String name = null;
    String displayName = null;
    String description = null;
    NamespaceVisibility visibility = null;
    boolean isProtected = false;
    String owner = null;
    Instant createdAt = null;
    Instant updatedAt = null;
    List<Association> associations = List.of();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "name" -> name = readText(json);
        case "display_name" -> displayName = readText(json);
        case "description" -> description = readText(json);
        case "visibility" -> visibility = NamespaceVisibility.of(readText(json));
        case "protected" -> isProtected = readFlag(json);
        case "owner" -> owner = readText(json);
        case "created_at" -> createdAt = RecordTime.read(readText(json));
        case "updated_at" -> updatedAt = RecordTime.read(readText(json));
        case "associations" -> associations = readAssociations(json);
        default -> throw unknown(field);
      }
    }
    return new Namespace(
        required(name, "name"),
        displayName,
        description,
        visibility,
        isProtected,
        owner,
        required(createdAt, "created_at"),
        required(updatedAt, "updated_at"),
        associations);
  }

  private static List<Association> readAssociations(JsonParser json) {
    expect(json, JsonToken.START_ARRAY);
    List<Association> associations = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      associations.add(readAssociation(json));
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new IllegalArgumentException("not a list of associations");
    }
    return associations;
  }

  private static Association readAssociation(JsonParser json) {
    String resourceType = null;
    String prefix = null;
    String propertiesTarget = null;
    Instant createdAt = null;
    Instant updatedAt = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "resource_type" -> resourceType = readText(json);
        case "prefix" -> prefix = readText(json);
        case "properties_target" -> propertiesTarget = readText(json);
        case "created_at" -> createdAt = RecordTime.read(readText(json));
        case "updated_at" -> updatedAt = RecordTime.read(readText(json));
        default -> throw unknown(field);
      }
    }
    return new Association(
        required(resourceType, "resource_type"),
        prefix,
        propertiesTarget,
        required(createdAt, "created_at"),
        required(updatedAt, "updated_at"));
  }
}
