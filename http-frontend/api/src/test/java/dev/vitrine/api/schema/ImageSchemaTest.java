package dev.vitrine.api.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSchemaTest {
  private final ImageSchema schema =
      new ImageSchema(List.of("bare", "ova"), List.of("raw", "iso"), CustomProperties.shipped());
  private final JsonObject published = parse(SchemaWriter.document(schema.image()));

  @Test
  void publishesTheAttributesInTheOrderThatClientsKnow() {
    assertThat(object(published, "properties").members().keySet())
        .containsExactly(
            "id",
            "name",
            "status",
            "visibility",
            "protected",
            "os_hidden",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "owner",
            "size",
            "virtual_size",
            "container_format",
            "disk_format",
            "created_at",
            "updated_at",
            "tags",
            "direct_url",
            "min_ram",
            "min_disk",
            "self",
            "file",
            "stores",
            "schema",
            "locations",
            "kernel_id",
            "ramdisk_id",
            "instance_uuid",
            "architecture",
            "os_distro",
            "os_version",
            "description",
            "cinder_encryption_key_id",
            "cinder_encryption_key_deletion_policy");
  }

  @Test
  void hasTheTopOfTheDocumentThatClientsKnow() {
    assertThat(published.members().keySet())
        .containsExactly("name", "properties", "additionalProperties", "links");
    assertThat(published.members().get("additionalProperties"))
        .isEqualTo(parse("{\"type\":\"string\"}"));
    assertThat(published.members().get("links"))
        .isEqualTo(
            parse(
                """
                [{"rel":"self","href":"{self}"},{"rel":"enclosure","href":"{file}"},
                 {"rel":"describedby","href":"{schema}"}]
                """));
  }

  @Test
  void writesTypesEnumsAndBoundsAsClientsKnowThem() {
    assertThat(property("name").members().get("type")).isEqualTo(parse("[\"null\",\"string\"]"));
    assertThat(property("name").members().get("maxLength")).isEqualTo(parse("255"));
    assertThat(property("disk_format").members().get("enum"))
        .isEqualTo(parse("[null,\"raw\",\"iso\"]"));
    assertThat(property("status").members().get("enum"))
        .isEqualTo(
            parse(
                """
                ["queued","saving","active","killed","deleted","uploading","importing",
                 "pending_delete","deactivated"]
                """));
    assertThat(property("min_ram").members().get("type")).isEqualTo(new JsonText("integer"));
    assertThat(property("size").members().get("type")).isEqualTo(parse("[\"null\",\"integer\"]"));
    assertThat(property("tags").members().get("items"))
        .isEqualTo(parse("{\"type\":\"string\",\"maxLength\":255}"));
    assertThat(object(property("locations"), "items").members().get("required"))
        .isEqualTo(parse("[\"url\",\"metadata\"]"));
  }

  @Test
  void saysReadOnlyAndCustomOnlyWhereItIsSo() {
    assertThat(schema.readOnly())
        .containsExactlyInAnyOrder(
            "status",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "size",
            "virtual_size",
            "created_at",
            "updated_at",
            "direct_url",
            "self",
            "file",
            "stores",
            "schema");
    for (String name : object(published, "properties").members().keySet()) {
      JsonValue readOnly = property(name).members().get("readOnly");
      assertThat(readOnly)
          .as(name)
          .isEqualTo(schema.readOnly().contains(name) ? new JsonBoolean(true) : null);
    }
    assertThat(property("name").members()).doesNotContainKey("is_base");
    assertThat(property("kernel_id").members()).containsEntry("is_base", new JsonBoolean(false));
  }

  @Test
  void describesEveryProperty() {
    for (String name : object(published, "properties").members().keySet()) {
      assertThat(property(name).members()).as(name).containsKey("description");
    }
  }

  @Test
  void thePageContainsTheImageSchemaWhole() {
    JsonObject page = parse(SchemaWriter.document(schema.images()));
    JsonObject images = object(object(page, "properties"), "images");
    assertThat(images.members().get("items")).isEqualTo(published);
    assertThat(object(page, "properties").members().keySet())
        .containsExactly("images", "first", "next", "schema");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"id\":\"1bea47ed-f6a9-463b-b423-14b9cca9ad27\"}",
        "{\"id\":\"1BEA47ED-F6A9-463B-B423-14B9CCA9AD27\"}",
        "{\"name\":null,\"owner\":null,\"disk_format\":null,\"container_format\":null}",
        "{\"name\":\"\"}",
        "{\"min_disk\":1.0}",
        "{\"min_disk\":-1}",
        "{\"tags\":[]}",
        "{\"kernel_id\":null}",
        "{\"\":\"custom\"}",
        "{\"anything\":\"\"}"
      })
  void accepts(String image) {
    assertThatCode(() -> check(image)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'x'}                                     | id",
        "{'id':null}                                    | id",
        "{'id':'1bea47ed-f6a9-463b-b423-14b9cca9ad27\\n'} | id",
        "{'name':1}                                     | name",
        "{'status':'foo'}                               | foo",
        "{'visibility':'hidden'}                        | hidden",
        "{'visibility':null}                            | visibility",
        "{'protected':'true'}                           | protected",
        "{'protected':1}                                | protected",
        "{'os_hidden':null}                             | os_hidden",
        "{'disk_format':'qcow9'}                        | qcow9",
        "{'container_format':true}                      | container_format",
        "{'min_ram':'1'}                                | min_ram",
        "{'min_ram':1.5}                                | 1.5",
        "{'min_ram':true}                               | min_ram",
        "{'min_disk':null}                              | min_disk",
        "{'tags':'a'}                                   | tags",
        "{'tags':[1]}                                   | tags",
        "{'anything':1}                                 | anything",
        "{'anything':null}                              | anything",
        "{'anything':['a']}                             | anything",
        "{'kernel_id':'vmlinuz'}                        | vmlinuz",
        "{'architecture':null}                          | architecture",
        "{'cinder_encryption_key_deletion_policy':'x'}  | cinder_encryption_key_deletion_policy",
        "{'locations':[{'url':'x'}]}                    | metadata",
        "{'locations':[{'url':'x','metadata':[]}]}      | metadata",
        "{'locations':[{'url':'x','metadata':{},'validation_data':{'a':'b'}}]} | a",
        "{'locations':[{'url':'x','metadata':{},'validation_data':{'checksum':'1'}}]} | checksum",
      })
  void refusesAndNamesWhatIsWrong(String image, String named) {
    assertThatThrownBy(() -> check(image.replace('\'', '"')))
        .isInstanceOf(SchemaViolation.class)
        .hasMessageContaining(named);
  }

  @Test
  void countsCharactersNotHalvesOfThem() {
    assertThatCode(() -> check("{\"name\":\"" + "😀".repeat(255) + "\"}"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check("{\"name\":\"" + "😀".repeat(256) + "\"}"))
        .isInstanceOf(SchemaViolation.class)
        .hasMessageContaining("255");
  }

  @Test
  void quotesOnlyTheBeginningOfALongValue() {
    assertThatThrownBy(() -> check("{\"name\":\"" + "n".repeat(10_000) + "\"}"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }

  private void check(String image) throws SchemaViolation {
    schema.check().check((JsonObject) parseAny(image));
  }

  private JsonObject property(String name) {
    return object(object(published, "properties"), name);
  }

  private static JsonObject object(JsonObject parent, String name) {
    return (JsonObject) Objects.requireNonNull(parent.members().get(name), name);
  }

  private static JsonObject parse(byte[] json) {
    return (JsonObject) parseAny(new String(json, StandardCharsets.UTF_8));
  }

  private static JsonValue parse(String json) {
    return parseAny(json);
  }

  private static JsonValue parseAny(String json) {
    try {
      return JsonReader.parse(json.getBytes(StandardCharsets.UTF_8));
    } catch (dev.vitrine.api.json.MalformedJson e) {
      throw new AssertionError(json, e);
    }
  }
}
