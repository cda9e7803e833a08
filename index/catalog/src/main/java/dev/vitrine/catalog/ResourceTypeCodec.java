package dev.vitrine.catalog;

import dev.vitrine.catalog.metadefs.ResourceType;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How a [ResourceType] is written down.
final class ResourceTypeCodec extends RecordCodec<ResourceType> {
  static final ResourceTypeCodec INSTANCE = new ResourceTypeCodec();

  private ResourceTypeCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, ResourceType type) {
    writeText(json, "name", type.name());
    writeText(json, "created_at", RecordTime.write(type.createdAt()));
    writeText(json, "updated_at", RecordTime.write(type.updatedAt()));
  }

  @Override
  ResourceType read(JsonParser json) {
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
    return new ResourceType(
        required(name, "name"),
        required(createdAt, "created_at"),
        required(updatedAt, "updated_at"));
  }
}
