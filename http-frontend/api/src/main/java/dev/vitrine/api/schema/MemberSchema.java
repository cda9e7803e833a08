package dev.vitrine.api.schema;

import dev.vitrine.api.schema.Schema.ListOf;
import dev.vitrine.api.schema.Schema.Structure;
import dev.vitrine.api.schema.Schema.Text;
import dev.vitrine.catalog.MemberStatus;
import java.util.Arrays;

/// What a member of a shared image, and the list of them, look like (Images API v2,
/// `schemas/member` and `schemas/members`).
public final class MemberSchema {
  private static final Structure MEMBER =
      StructureBuilder.named("member")
          .member("member_id", Text.any(), "Project that the image is shared with")
          .member(
              "image_id",
              Text.matching(ImageSchema.UUID.pattern()),
              "Identifier of the shared image")
          .member("created_at", Text.any(), "When the project became a member")
          .member("updated_at", Text.any(), "When the membership was last changed")
          .member(
              "status",
              Text.oneOf(Arrays.stream(MemberStatus.values()).map(MemberStatus::text).toList()),
              "What the project makes of the image")
          .readOnly("schema", Text.any())
          .build();

  private static final Structure MEMBERS =
      StructureBuilder.named("members")
          .member("members", new ListOf(MEMBER))
          .member("schema", Text.any())
          .link("describedby", "{schema}")
          .build();

  private MemberSchema() {}

  /// One member.
  public static Structure member() {
    return MEMBER;
  }

  /// All members of an image.
  public static Structure members() {
    return MEMBERS;
  }
}
