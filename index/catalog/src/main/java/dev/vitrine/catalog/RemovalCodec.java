package dev.vitrine.catalog;

import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How a [Removal] is written down.
final class RemovalCodec extends RecordCodec<Removal> {
  static final RemovalCodec INSTANCE = new RemovalCodec();

  private RemovalCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, Removal removal) {
    writeText(json, "id", removal.id());
    writeText(json, "image", removal.imageId());
    json.writeName("locations").writeStartArray();
    LocationCodec.write(json, removal.location());
    json.writeEndArray();
    writeText(json, "since", RecordTime.write(removal.since()));
  }

  @Override
  Removal read(JsonParser json) {
    String id = null;
    String image = null;
    Instant since = null;
    List<Location> locations = List.of();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "id" -> id = readText(json);
        case "image" -> image = readText(json);
        case "locations" -> locations = LocationCodec.readAll(json);
        case "since" -> since = RecordTime.read(readText(json));
        default -> throw unknown(field);
      }
    }
    if (locations.size() != 1) {
      throw new IllegalArgumentException("a removal is of one location");
    }
    return new Removal(
        required(id, "id"),
        required(image, "image"),
        locations.getFirst(),
        required(since, "since"));
  }
}
