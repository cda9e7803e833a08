package dev.vitrine.api.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The custom properties that an operator gives a form: `schema-image.json`.
class CustomPropertiesTest {

  @Test
  void thePropertiesStandAlone() {
    CustomProperties read =
        CustomProperties.parse(
            json("{'b':{'type':'string','description':'words'},'a':{'type':['null','string']}}"));

    assertThat(read.properties().keySet()).containsExactly("b", "a");
    assertThat(read.required()).isEmpty();
    assertThat(published(read))
        .contains("\"b\":{\"type\":\"string\",\"description\":\"words\",\"is_base\":false}")
        .contains("\"a\":{\"type\":[\"null\",\"string\"],\"is_base\":false}");
  }

  @Test
  void orBesideWhatIsRequired() throws Exception {
    CustomProperties read =
        CustomProperties.parse(
            json("{'properties':{'size_class':{'enum':['s','m']}},'required':['size_class']}"));
    Schema.Structure image = new ImageSchema(List.of(), List.of(), read).image();

    assertThat(published(read)).contains("\"required\":[\"size_class\"]");
    assertThatThrownBy(() -> CompiledSchema.of(image).check((JsonObject) value("{'name':'n'}")))
        .isInstanceOf(SchemaViolation.class)
        .hasMessageContaining("size_class");
    CompiledSchema.of(image).check((JsonObject) value("{'size_class':'m'}"));
    CompiledSchema.of(image).checkMember("name", value("'n'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'string'}                                | 'x'    | null",
        "{}                                               | ''     | 1",
        "{'type':['string','null']}                       | null   | true",
        "{'enum':['a',null]}                              | null   | 'b'",
        "{'enum':['a','b']}                               | 'b'    | null",
        "{'pattern':'[0-9]+'}                             | 'a1b'  | 'ab'",
        "{'pattern':'^[0-9]+$'}                           | '12'   | 'a1'",
        "{'pattern':'[ab]'}                               | 'xbx'  | 'xyx'",
        "{'minLength':2,'maxLength':3}                    | 'abc'  | 'abcd'",
        "{'minLength':2}                                  | 'ab'   | 'a'",
        "{'is_base':true,'format':'uri','x':[{}]}         | 'x'    | []"
      })
  void aStringIsHeldToItsForm(String schema, String good, String bad) {
    CustomProperties read = CustomProperties.parse(json("{'p':" + schema + "}"));
    Schema.Structure image = new ImageSchema(List.of(), List.of(), read).image();

    assertThatCode(() -> CompiledSchema.of(image).checkMember("p", value(good)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> CompiledSchema.of(image).checkMember("p", value(bad)))
        .isInstanceOf(SchemaViolation.class)
        .hasMessageContaining("'p'");
  }

  @Test
  void thePatternIsPublishedAsTheOperatorWroteIt() {
    assertThat(published(CustomProperties.parse(json("{'p':{'pattern':'a|b'}}"))))
        .contains("\"pattern\":\"a|b\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                     | not an object",
        "{'p':1}                                | not an object",
        "{'p':{'type':'integer'}}               | only strings can be kept",
        "{'p':{'type':['null','array']}}        | only strings can be kept",
        "{'p':{'type':1}}                       | not a list",
        "{'p':{'enum':['a',1]}}                 | more than strings",
        "{'p':{'pattern':'('}}                  | no regular expression",
        "{'p':{'pattern':'a)(b'}}               | no regular expression",
        "{'properties':{'p':{}},'required':'p'} | not a list",
        "{'p':                                  | JSON"
      })
  void whatIsNoSchemaIsRefused(String file, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CustomProperties.parse(json(file)))
        .withMessageContaining(reason);
  }

  @Test
  void aBaseAttributeKeepsItsForm() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CustomProperties.parse(json("{'name':{'type':'string'}}")))
        .withMessageContaining("'name'");
  }

  private static String published(CustomProperties properties) {
    Schema.Structure image = new ImageSchema(List.of(), List.of(), properties).image();
    return new String(SchemaWriter.document(image), UTF_8);
  }

  private static JsonValue value(String json) throws Exception {
    return JsonReader.parse(json(json));
  }

  private static byte[] json(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }
}
