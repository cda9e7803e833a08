package dev.vitrine.catalog;

import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How a [CondemnedBatch] is written down.
final class CondemnedBatchCodec extends RecordCodec<CondemnedBatch> {
  static final CondemnedBatchCodec INSTANCE = new CondemnedBatchCodec();

  private CondemnedBatchCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, CondemnedBatch batch) {
    writeText(json, "id", batch.id());
    writeText(json, "store", batch.store());
    if (batch.doomed()) {
      json.writeBooleanProperty("doomed", true);
    }
    writeText(json, "holder", batch.holder());
    writeTexts(json, "chunks", batch.chunks());
    writeTexts(json, "recipes", batch.recipes());
  }

  @Override
  CondemnedBatch read(JsonParser json) {
    String id = null;
    String store = null;
    boolean doomed = false;
    String holder = null;
    List<String> chunks = List.of();
    List<String> recipes = List.of();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "id" -> id = readText(json);
        case "store" -> store = readText(json);
        case "doomed" -> doomed = readFlag(json);
        case "holder" -> holder = readText(json);
        case "chunks" -> chunks = readTexts(json);
        case "recipes" -> recipes = readTexts(json);
        default -> throw unknown(field);
      }
    }
    return new CondemnedBatch(
        required(id, "id"),
        required(store, "store"),
        doomed,
        required(holder, "holder"),
        chunks,
        recipes);
  }
}
