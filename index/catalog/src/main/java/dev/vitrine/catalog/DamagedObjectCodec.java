package dev.vitrine.catalog;

import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How a [DamagedObject] is written down.
final class DamagedObjectCodec extends RecordCodec<DamagedObject> {
  static final DamagedObjectCodec INSTANCE = new DamagedObjectCodec();

  private DamagedObjectCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, DamagedObject damage) {
    writeText(json, "store", damage.store());
    writeText(json, "path", damage.path());
    writeText(json, "reason", damage.reason());
    writeText(json, "found_at", RecordTime.write(damage.foundAt()));
    writeTexts(json, "images", damage.images());
    writeNumber(json, "image_count", damage.imageCount());
  }

  @Override
  DamagedObject read(JsonParser json) {
    String store = null;
    String path = null;
    String reason = null;
    Instant foundAt = null;
    List<String> images = List.of();
    long imageCount = 0;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "store" -> store = readText(json);
        case "path" -> path = readText(json);
        case "reason" -> reason = readText(json);
        case "found_at" -> foundAt = RecordTime.read(readText(json));
        case "images" -> images = readTexts(json);
        case "image_count" -> imageCount = readLong(json);
        default -> throw unknown(field);
      }
    }
    return new DamagedObject(
        required(store, "store"),
        required(path, "path"),
        required(reason, "reason"),
        required(foundAt, "found_at"),
        images,
        imageCount);
  }
}
