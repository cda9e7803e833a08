package dev.vitrine.catalog;

import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How a [Lease] is written down.
final class LeaseCodec extends RecordCodec<Lease> {
  static final LeaseCodec INSTANCE = new LeaseCodec();

  private LeaseCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, Lease lease) {
    writeText(json, "name", lease.name());
    writeText(json, "holder", lease.holder());
    writeText(json, "purpose", lease.purpose());
    writeText(json, "taken_at", RecordTime.write(lease.takenAt()));
  }

  @Override
  Lease read(JsonParser json) {
    String name = null;
    String holder = null;
    String purpose = null;
    Instant takenAt = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "name" -> name = readText(json);
        case "holder" -> holder = readText(json);
        case "purpose" -> purpose = readText(json);
        case "taken_at" -> takenAt = RecordTime.read(readText(json));
        default -> throw unknown(field);
      }
    }
    return new Lease(
        required(name, "name"),
        required(holder, "holder"),
        required(purpose, "purpose"),
        required(takenAt, "taken_at"));
  }
}
