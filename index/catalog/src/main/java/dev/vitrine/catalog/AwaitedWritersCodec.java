package dev.vitrine.catalog;

import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How [AwaitedWriters] are written down.
final class AwaitedWritersCodec extends RecordCodec<AwaitedWriters> {
  static final AwaitedWritersCodec INSTANCE = new AwaitedWritersCodec();

  private AwaitedWritersCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, AwaitedWriters awaited) {
    writeText(json, "store", awaited.store());
    writeTexts(json, "writers", awaited.writers());
  }

  @Override
  AwaitedWriters read(JsonParser json) {
    String store = null;
    List<String> writers = List.of();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "store" -> store = readText(json);
        case "writers" -> writers = readTexts(json);
        default -> throw unknown(field);
      }
    }
    return new AwaitedWriters(required(store, "store"), writers);
  }
}
