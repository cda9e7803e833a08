package dev.vitrine.catalog;

import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How [ScrubProgress] is written down.
final class ScrubProgressCodec extends RecordCodec<ScrubProgress> {
  static final ScrubProgressCodec INSTANCE = new ScrubProgressCodec();

  private ScrubProgressCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, ScrubProgress progress) {
    writeText(json, "store", progress.store());
    writeText(json, "began_at", RecordTime.write(progress.beganAt()));
    Instant endedAt = progress.endedAt();
    if (endedAt != null) {
      writeText(json, "ended_at", RecordTime.write(endedAt));
    }
    writeText(json, "after", progress.after());
    writeNumber(json, "objects", progress.objects());
    writeNumber(json, "bytes", progress.bytes());
    writeNumber(json, "mended", progress.mended());
    writeNumber(json, "lost", progress.lost());
  }

  @Override
  ScrubProgress read(JsonParser json) {
    String store = null;
    Instant beganAt = null;
    Instant endedAt = null;
    String after = null;
    long objects = 0;
    long bytes = 0;
    long mended = 0;
    long lost = 0;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "store" -> store = readText(json);
        case "began_at" -> beganAt = RecordTime.read(readText(json));
        case "ended_at" -> endedAt = RecordTime.read(readText(json));
        case "after" -> after = readText(json);
        case "objects" -> objects = readLong(json);
        case "bytes" -> bytes = readLong(json);
        case "mended" -> mended = readLong(json);
        case "lost" -> lost = readLong(json);
        default -> throw unknown(field);
      }
    }
    return new ScrubProgress(
        required(store, "store"),
        required(beganAt, "began_at"),
        endedAt,
        after,
        objects,
        bytes,
        mended,
        lost);
  }
}
