package dev.vitrine.catalog;

import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How a [Tombstone] is written down.
final class TombstoneCodec extends RecordCodec<Tombstone> {
  static final TombstoneCodec INSTANCE = new TombstoneCodec();

  private TombstoneCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, Tombstone tombstone) {
    writeText(json, "image", tombstone.imageId());
    writeText(json, "deleted_at", RecordTime.write(tombstone.deletedAt()));
  }

  @Override
  Tombstone read(JsonParser json) {
    String image = null;
    Instant deletedAt = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "image" -> image = readText(json);
        case "deleted_at" -> deletedAt = RecordTime.read(readText(json));
        default -> throw unknown(field);
      }
    }
    return new Tombstone(required(image, "image"), required(deletedAt, "deleted_at"));
  }
}
