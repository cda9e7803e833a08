package dev.vitrine.api;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.catalog.MemberStatus;
import dev.vitrine.http.Response;
import dev.vitrine.images.MemberService;

/// The projects that an image is shared with: `…/members`, `…/members/{member}`.
final class MemberActions {
  private final MemberService members;

  MemberActions(MemberService members) {
    this.members = members;
  }

  Response list(Call call) throws Exception {
    return json(MemberJson.members(members.list(call.caller(), call.parameter("id"))));
  }

  Response show(Call call) throws Exception {
    return json(
        MemberJson.member(
            members.show(call.caller(), call.parameter("id"), call.parameter("member"))));
  }

  /// Answers 200, not 201: clients know it so.
  Response add(Call call) throws Exception {
    String project = text(JsonBody.object(call.request().body()), "member");
    return json(MemberJson.member(members.add(call.caller(), call.parameter("id"), project)));
  }

  Response answer(Call call) throws Exception {
    MemberStatus status = status(text(JsonBody.object(call.request().body()), "status"));
    return json(
        MemberJson.member(
            members.answer(call.caller(), call.parameter("id"), call.parameter("member"), status)));
  }

  Response remove(Call call) throws Exception {
    members.remove(call.caller(), call.parameter("id"), call.parameter("member"));
    return Response.empty(204);
  }

  private static String text(JsonObject body, String name) throws Problem {
    JsonValue value = body.members().get(name);
    if (value instanceof JsonText(String text)) {
      return text;
    }
    throw Problem.badRequest("The body needs '%s', which is a string".formatted(name));
  }

  private static MemberStatus status(String text) throws Problem {
    try {
      return MemberStatus.of(text);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(
          "Invalid value for 'status': '%s' is not one of pending, accepted, rejected"
              .formatted(text));
    }
  }

  private static Response json(byte[] body) {
    return Response.of(200, "application/json", body);
  }
}
