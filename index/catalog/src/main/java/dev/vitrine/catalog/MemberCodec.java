package dev.vitrine.catalog;

import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// How a [Member] is written down.
final class MemberCodec extends RecordCodec<Member> {
  static final MemberCodec INSTANCE = new MemberCodec();

  private MemberCodec() {
    super(1);
  }

  @Override
  void write(JsonGenerator json, Member member) {
    writeText(json, "image", member.imageId());
    writeText(json, "project", member.project());
    writeText(json, "status", member.status().text());
    writeText(json, "created_at", RecordTime.write(member.createdAt()));
    writeText(json, "updated_at", RecordTime.write(member.updatedAt()));
  }

  @Override
  Member read(JsonParser json) {
    String image = null;
    String project = null;
    MemberStatus status = null;
    Instant createdAt = null;
    Instant updatedAt = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "image" -> image = readText(json);
        case "project" -> project = readText(json);
        case "status" -> status = MemberStatus.of(readText(json));
        case "created_at" -> createdAt = RecordTime.read(readText(json));
        case "updated_at" -> updatedAt = RecordTime.read(readText(json));
        default -> throw unknown(field);
      }
    }
    return new Member(
        required(image, "image"),
        required(project, "project"),
        required(status, "status"),
        required(createdAt, "created_at"),
        required(updatedAt, "updated_at"));
  }
}
