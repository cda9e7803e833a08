package dev.vitrine.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void keepsTheOrderOfMembers() throws MalformedJson {
    JsonObject object = (JsonObject) parse("{\"b\":1,\"a\":[true,false,null,\"x\"],\"c\":{}}");
    assertThat(object.members().keySet()).containsExactly("b", "a", "c");
    assertThat(object.members().get("a"))
        .isInstanceOfSatisfying(JsonArray.class, array -> assertThat(array.items()).hasSize(4));
  }

  @Test
  void theLastOfMembersWithOneNameCounts() throws MalformedJson {
    JsonObject object = (JsonObject) parse("{\"a\":\"1\",\"a\":\"2\"}");
    assertThat(object.members()).containsOnlyKeys("a");
    assertThat(object.members().get("a")).isEqualTo(new JsonText("2"));
  }

  @Test
  void readsTextOfEveryPlane() throws MalformedJson {
    assertThat(parse("\"ä€😀 \\ud83d\\ude00\"")).isEqualTo(new JsonText("ä€😀 😀"));
  }

  @Test
  void tellsWholeNumbersFromOthers() throws MalformedJson {
    for (String whole : List.of("0", "-1", "1.0", "1e3", "0.0", "100e-2")) {
      assertThat(((JsonNumber) parse(whole)).whole()).as(whole).isTrue();
    }
    for (String broken : List.of("0.5", "1e-3", "-1.25")) {
      assertThat(((JsonNumber) parse(broken)).whole()).as(broken).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "nul",
        "NaN",
        "Infinity",
        "01",
        "+1",
        "'a'",
        "\"a",
        "\"\t\"",
        "[1]]",
        "{} {}",
        "1 2",
        "// x",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"\\ud800\":1}",
        "1e99999999999"
      })
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedJson.class);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    // A lone continuation, an overlong slash, an encoded surrogate, a cut character.
    for (byte[] bytes :
        List.of(
            new byte[] {'"', (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'},
            new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xe2, (byte) 0x82, '"'})) {
      assertThatThrownBy(() -> JsonReader.parse(bytes))
          .isInstanceOf(MalformedJson.class)
          .hasMessageContaining("UTF-8");
    }
  }

  @Test
  void refusesWhatIsBuiltToExhaust() {
    assertThatThrownBy(() -> parse("[".repeat(10_000))).isInstanceOf(MalformedJson.class);
    assertThatThrownBy(() -> parse("9".repeat(1000))).isInstanceOf(MalformedJson.class);
    assertThatThrownBy(() -> parse("{\"" + "n".repeat(100_000) + "\":1}"))
        .isInstanceOf(MalformedJson.class);
  }

  private static JsonValue parse(String text) throws MalformedJson {
    return JsonReader.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
