package dev.vitrine.api;

import static dev.vitrine.api.json.JsonOutput.encoded;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.catalog.Member;
import java.util.List;

/// Writes the members of images as clients see them.
final class MemberJson {
  private static final int EXPECTED_BYTES = 256;

  private static final byte[] MEMBER_ID = encoded("{\"member_id\":");
  private static final byte[] IMAGE_ID = encoded(",\"image_id\":");
  private static final byte[] STATUS = encoded(",\"status\":");
  private static final byte[] CREATED_AT = encoded(",\"created_at\":");
  private static final byte[] UPDATED_AT = encoded(",\"updated_at\":");
  private static final byte[] SCHEMA = encoded(",\"schema\":\"/v2/schemas/member\"}");
  private static final byte[] MEMBERS = encoded("{\"members\":[");
  private static final byte[] MEMBERS_SCHEMA = encoded("],\"schema\":\"/v2/schemas/members\"}");

  private MemberJson() {}

  static byte[] member(Member member) {
    JsonOutput out = new JsonOutput(EXPECTED_BYTES);
    write(member, out);
    return out.toBytes();
  }

  static byte[] members(List<Member> members) {
    JsonOutput out = new JsonOutput((members.size() + 1) * EXPECTED_BYTES).raw(MEMBERS);
    for (int i = 0; i < members.size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      write(members.get(i), out);
    }
    return out.raw(MEMBERS_SCHEMA).toBytes();
  }

  private static void write(Member member, JsonOutput out) {
    out.raw(MEMBER_ID).text(member.project());
    out.raw(IMAGE_ID).text(member.imageId());
    out.raw(STATUS).text(member.status().text());
    out.raw(CREATED_AT).time(member.createdAt());
    out.raw(UPDATED_AT).time(member.updatedAt());
    out.raw(SCHEMA);
  }
}
