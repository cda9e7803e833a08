package dev.vitrine.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.blobstore.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonOutputTest {

  @Test
  void escapesWhatJsonCannotHold() {
    assertThat(written("a\"b\\c\n\u0000\u007f")).isEqualTo("\"a\\\"b\\\\c\\u000a\\u0000\\u007f\"");
  }

  @Test
  void writesTextAsUtf8() {
    assertThat(written("ä€😀")).isEqualTo("\"ä€😀\"");
  }

  @Test
  void writesHalfASurrogatePairAsAnEscape() {
    assertThat(written("a\ud800b")).isEqualTo("\"a\\ud800b\"");
  }

  @Test
  void cutsTimesToSeconds() {
    assertThat(new JsonOutput(0).time(Instant.parse("2026-01-05T10:00:00.999999Z")).toBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("\"2026-01-05T10:00:00Z\"");
    assertThat(new JsonOutput(0).time(Instant.parse("1969-12-31T23:59:59.5Z")).toBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("\"1969-12-31T23:59:59Z\"");
  }

  @Test
  void writesNullForWhatIsNotThere() {
    assertThat(new JsonOutput(0).text(null).number((Long) null).nothing().toBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("nullnullnull");
  }

  @Test
  void whateverTextIsWrittenIsReadBack() throws MalformedJson {
    Random random = new Random(Seeds.next("JsonOutputTest"));
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      while (text.length() < length) {
        int point =
            switch (random.nextInt(4)) {
              case 0 -> random.nextInt(0x80);
              case 1 -> random.nextInt(0x800);
              case 2 -> random.nextInt(0xd800);
              default -> 0x10000 + random.nextInt(0x100000);
            };
        text.appendCodePoint(point);
      }
      byte[] json = new JsonOutput(0).text(text.toString()).toBytes();
      assertThat(JsonReader.parse(json)).isEqualTo(new JsonText(text.toString()));
    }
  }

  private static String written(String text) {
    return new String(new JsonOutput(0).text(text).toBytes(), StandardCharsets.UTF_8);
  }
}
