package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.api.json.MalformedJson;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client got.
record Answer(Request request, Response response, byte[] body) {

  int status() {
    return response.status();
  }

  @Nullable String header(String name) {
    return response.headers().first(name);
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// The body, which is an object.
  JsonObject json() {
    assertThat(header("Content-Type")).isEqualTo("application/json");
    try {
      return (JsonObject) JsonReader.parse(body);
    } catch (MalformedJson e) {
      throw new AssertionError("we sent malformed JSON: " + text(), e);
    }
  }

  @Nullable JsonValue member(String name) {
    return json().members().get(name);
  }

  String string(String name) {
    if (member(name) instanceof JsonText(String text)) {
      return text;
    }
    throw new AssertionError(name + " is no string in " + text());
  }

  /// The images of a page.
  List<JsonObject> images() {
    if (member("images") instanceof JsonArray array) {
      return array.items().stream().map(JsonObject.class::cast).toList();
    }
    throw new AssertionError("no page: " + text());
  }

  /// The names of the images of a page.
  List<String> names() {
    return images().stream()
        .map(image -> image.members().get("name"))
        .map(name -> name instanceof JsonText(String text) ? text : String.valueOf(name))
        .toList();
  }

  Answer expect(int status) {
    assertThat(status())
        .as("%s %s → %s", request.method(), request.path(), text())
        .isEqualTo(status);
    return this;
  }
}
