package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /v2/images`, and what it makes as `GET` and `DELETE` see it.
class CreateImageTest {
  private static final String ID = "1bea47ed-f6a9-463b-b423-14b9cca9ad27";
  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void showsTheWholeRecordOfAnImageWithoutData() throws Exception {
    Answer created =
        api.post(
                "/v2/images",
                """
                {"id":"%s","name":"cirros","disk_format":"qcow2","container_format":"bare",
                 "tags":["a","b","a"],"hw_cpu_cores":"2","min_ram":64.0}
                """
                    .formatted(ID),
                "X-Caller",
                "p1")
            .expect(201);
    String at = created.string("created_at");
    assertThat(at).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    assertThat(created.json())
        .isEqualTo(
            JsonReader.parse(
                """
                {"id":"%1$s","name":"cirros","status":"queued","visibility":"shared",
                 "protected":false,"os_hidden":false,"owner":"p1","container_format":"bare",
                 "disk_format":"qcow2","min_disk":0,"min_ram":64,"size":null,"virtual_size":null,
                 "checksum":null,"os_hash_algo":null,"os_hash_value":null,"tags":["a","b"],
                 "hw_cpu_cores":"2","created_at":"%2$s","updated_at":"%2$s",
                 "self":"/v2/images/%1$s","file":"/v2/images/%1$s/file",
                 "schema":"/v2/schemas/image"}
                """
                    .formatted(ID, at)
                    .getBytes(StandardCharsets.UTF_8)));
    assertThat(created.header("Location")).isEqualTo("http://images.example:9292/v2/images/" + ID);
    assertThat(created.header("OpenStack-image-import-methods"))
        .isEqualTo("glance-direct,web-download,copy-image");
    assertThat(api.get("/v2/images/" + ID).expect(200).json()).isEqualTo(created.json());
  }

  @Test
  void anEmptyObjectIsEnough() {
    Answer created = api.post("/v2/images", "{}").expect(201);
    assertThat(created.string("id")).matches("[0-9a-f-]{36}");
    assertThat(created.string("visibility")).isEqualTo("shared");
    assertThat(created.string("owner")).isEqualTo("operations");
    assertThat(created.member("name")).isEqualTo(new JsonNull());
  }

  @Test
  void theMediaTypeDoesNotMatter() {
    api.post("/v2/images", "{}", "Content-Type", "text/plain").expect(201);
    api.send("POST", "/v2/images", FakeBody.chunked(new byte[] {'{', '}'}, 1)).expect(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "null", "1", "\"x\"", "[]", "[{}]", "true", "{}{}"})
  void aBodyThatIsNoObjectIsRefused(String body) {
    api.post("/v2/images", body).expect(400);
  }

  @Test
  void aBodyThatIsNotUtf8IsRefused() {
    byte[] body = {'{', '"', (byte) 0xff, '"', ':', '"', '"', '}'};
    api.send("POST", "/v2/images", FakeBody.fixed(body, 100)).expect(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "403 | {'direct_url':1}",
        "403 | {'self':'x','status':'foo'}",
        "403 | {'file':'x'}",
        "403 | {'schema':'x'}",
        "403 | {'stores':'x'}",
        "400 | {'status':'foo'}",
        "403 | {'status':'active'}",
        "403 | {'checksum':null}",
        "403 | {'size':1}",
        "400 | {'size':'1'}",
        "403 | {'virtual_size':1}",
        "403 | {'created_at':'x'}",
        "403 | {'updated_at':'x'}",
        "403 | {'location':'http://x'}",
        "400 | {'location':1}",
        "403 | {'deleted':'x'}",
        "400 | {'deleted':true}",
        "403 | {'deleted_at':'x'}",
        "403 | {'os_glance_import_task':'x'}",
        "403 | {'os_glance':'x'}",
        "403 | {'locations':[]}",
        "403 | {'locations':[{'url':'x','metadata':{}}]}",
        "400 | {'locations':[{'url':'x'}]}",
        "400 | {'id':'no-uuid'}",
        "400 | {'name':1}",
        "400 | {'visibility':'everybody'}",
        "400 | {'protected':'yes'}",
        "400 | {'disk_format':'floppy'}",
        "400 | {'container_format':'shoebox'}",
        "400 | {'min_disk':-1}",
        "400 | {'min_ram':2147483648}",
        "400 | {'min_ram':1e300}",
        "400 | {'min_disk':'1'}",
        "400 | {'tags':'a'}",
        "400 | {'tags':[1]}",
        "400 | {'custom':1}",
        "400 | {'custom':null}",
        "400 | {'kernel_id':'vmlinuz'}",
        "400 | {'name':'😀'}",
        "400 | {'custom':'😀'}",
        "400 | {'😀':'custom'}",
        "400 | {'tags':['😀']}",
        "201 | {'os_hash_algo':'md5','os_hash_value':'x'}",
        "201 | {'':'empty name'}",
        "201 | {'kernel_id':null}",
        "201 | {'owner':null}",
        "201 | {'owner':'somebody'}",
        "201 | {'visibility':'public'}",
        "201 | {'min_ram':2147483647}",
      })
  void checksWhatMayBeSaid(int status, String body) {
    api.post("/v2/images", body.replace('\'', '"')).expect(status);
  }

  @Test
  void hashesOfANewImageAreForgotten() {
    Answer created =
        api.post("/v2/images", "{\"os_hash_algo\":\"md5\",\"os_hash_value\":\"x\"}").expect(201);
    assertThat(created.member("os_hash_algo")).isEqualTo(new JsonNull());
  }

  @Test
  void aTypedPropertyKeepsItsNull() {
    assertThat(api.post("/v2/images", "{\"kernel_id\":null}").expect(201).member("kernel_id"))
        .isEqualTo(new JsonNull());
  }

  @Test
  void namesAreBounded() {
    api.post("/v2/images", "{\"name\":\"%s\"}".formatted("n".repeat(255))).expect(201);
    assertThat(
            api.post("/v2/images", "{\"name\":\"%s\"}".formatted("n".repeat(256)))
                .expect(400)
                .text())
        .contains("name");
    api.post("/v2/images", "{\"%s\":\"\"}".formatted("p".repeat(255))).expect(201);
    api.post("/v2/images", "{\"%s\":\"\"}".formatted("p".repeat(256))).expect(400);
    api.post("/v2/images", "{\"tags\":[\"%s\"]}".formatted("t".repeat(256))).expect(400);
  }

  @Test
  void quotasAreExact() {
    api.post("/v2/images", properties(128)).expect(201);
    api.post("/v2/images", properties(129)).expect(413);
    api.post("/v2/images", tags(128)).expect(201);
    api.post("/v2/images", tags(129)).expect(413);
  }

  private static String properties(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"p" + i + "\":\"\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String tags(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> "\"same\"")
        .collect(Collectors.joining(",", "{\"tags\":[", "]}"));
  }

  @Test
  void anIdIsGivenOnce() {
    String body = "{\"id\":\"%s\"}".formatted(ID);
    api.post("/v2/images", body).expect(201);
    api.post("/v2/images", body).expect(409);
    api.delete("/v2/images/" + ID).expect(204);
    api.post("/v2/images", body).expect(409);
  }

  @Test
  void onlyAdministratorsMakeImagesForOthers() {
    assertThat(api.post("/v2/images", "{\"owner\":\"p2\"}", "X-Caller", "p1").expect(403).text())
        .contains("You are not permitted to create images owned by 'p2'");
    api.post("/v2/images", "{\"owner\":\"p1\"}", "X-Caller", "p1").expect(201);
    api.post("/v2/images", "{\"visibility\":\"public\"}", "X-Caller", "p1").expect(403);
    api.post("/v2/images", "{\"visibility\":\"community\"}", "X-Caller", "p1").expect(201);
    api.post("/v2/images", "{}", "X-Caller", "reader:p1").expect(403);
  }

  @Test
  void whatOneSeesDependsOnWhoOneIs() {
    String id = api.image("mine", "X-Caller", "p1");
    api.get("/v2/images/" + id, "X-Caller", "p1").expect(200);
    api.get("/v2/images/" + id, "X-Caller", "reader:p1").expect(200);
    api.get("/v2/images/" + id, "X-Caller", "p2").expect(404);
    api.delete("/v2/images/" + id, "X-Caller", "reader:p1").expect(403);
    api.delete("/v2/images/" + id, "X-Caller", "p2").expect(404);
    api.delete("/v2/images/" + id, "X-Caller", "p1").expect(204);
    api.get("/v2/images/" + id, "X-Caller", "p1").expect(404);
    api.delete("/v2/images/" + id).expect(404);
  }

  @Test
  void aProtectedImageStays() {
    String id = api.create("{\"protected\":true}");
    api.delete("/v2/images/" + id).expect(403);
    api.patch("/v2/images/" + id, "[{\"op\":\"replace\",\"path\":\"/protected\",\"value\":false}]")
        .expect(200);
    Answer deleted = api.delete("/v2/images/" + id).expect(204);
    assertThat(deleted.body()).isEmpty();
  }

  @Test
  void anIdThatIsNoneIsSimplyNotThere() {
    api.get("/v2/images/not-a-uuid").expect(404);
    api.get("/v2/images/" + "x".repeat(5000)).expect(404);
    api.delete("/v2/images/..").expect(404);
  }

  @Test
  void aRecordHasEveryAttributeOfTheSchemaOrLeavesItOutOnPurpose() {
    JsonObject record = api.post("/v2/images", "{}").expect(201).json();
    assertThat(record.members().keySet())
        .containsExactlyInAnyOrder(
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
            "min_ram",
            "min_disk",
            "self",
            "file",
            "schema");
  }
}
