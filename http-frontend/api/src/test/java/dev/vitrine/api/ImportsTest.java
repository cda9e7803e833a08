package dev.vitrine.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `…/stage`, `…/import`, `/v2/info/import`.
class ImportsTest {
  private static final String OCTETS = "application/octet-stream";
  private static final byte[] DATA = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final String DIRECT = "{\"method\":{\"name\":\"glance-direct\"},\"x\":[1]}";

  private final TestApi api = new TestApi();
  private String image = "";

  @BeforeEach
  void create() {
    image = "/v2/images/" + api.image("image", "X-Caller", "p1");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void clientsLearnOfTheMethods() {
    assertThat(api.get("/v2/info/import").expect(200).text())
        .isEqualTo(
            "{\"import-methods\":{\"description\":\"Import methods available.\",\"type\":\"array\","
                + "\"value\":[\"glance-direct\",\"web-download\",\"copy-image\"]}}");
    assertThat(api.post("/v2/images", "{}").expect(201).header("OpenStack-image-import-methods"))
        .isEqualTo("glance-direct,web-download,copy-image");
  }

  @Test
  void whatIsStagedAndImportedComesOut() {
    stage(DATA, OCTETS).expect(204);
    Answer staged = api.get(image);
    assertThat(staged.string("status")).isEqualTo("uploading");
    assertThat(staged.text()).contains("\"size\":10,").doesNotContain("staged");
    api.get(image + "/file").expect(204);

    Answer accepted = api.post(image + "/import", DIRECT, "X-Caller", "p1").expect(202);
    assertThat(accepted.body()).isEmpty();
    awaitActive();

    assertThat(api.get(image + "/file").expect(200).body()).isEqualTo(DATA);
    assertThat(api.get(image).text()).doesNotContain("os_glance_import_task");
    assertThat(api.get(image + "/tasks", "X-Caller", "p1").text())
        .contains("\"type\":\"api_image_import\",\"status\":\"success\"")
        .contains("\"request_id\":\"" + accepted.header("x-openstack-request-id") + "\"")
        .contains("\"owner\":\"p1\"")
        .contains("\"import_req\":" + DIRECT + ",\"backend\":[null]}")
        .contains("\"result\":{\"image_id\":\"" + image.substring("/v2/images/".length()) + "\"}")
        .contains("\"message\":\"Copied 0 MiB\"");
  }

  @ParameterizedTest
  @CsvSource({"text/plain, 415", "application/octet-stream;x=y, 204", "'', 415"})
  void stagedDataIsOctets(String type, int status) {
    stage(DATA, type).expect(status);
  }

  @Test
  void stagedDataHasTheLengthThatItDeclares() {
    api.send(
            "PUT",
            image + "/stage",
            FakeBody.fixed(DATA, 3),
            "Content-Type",
            OCTETS,
            "x-openstack-image-size",
            "11")
        .expect(400);
    assertThat(api.get(image).string("status")).isEqualTo("queued");
  }

  @Test
  void onlyAQueuedImageIsStaged() {
    stage(DATA, OCTETS).expect(204);
    stage(DATA, OCTETS).expect(409);
    api.upload(image.substring("/v2/images/".length()), DATA).expect(409);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                                          | 400",
        "[]                                                                          | 400",
        "{}                                                                          | 400",
        "{'method':'glance-direct'}                                                  | 400",
        "{'method':{}}                                                               | 400",
        "{'method':{'name':1}}                                                       | 400",
        "{'method':{'name':'nonsense'}}                                              | 400",
        "{'method':{'name':'glance-download'}}                                       | 400",
        "{'method':{'name':'glance-direct'},'all_stores':1}                          | 400",
        "{'method':{'name':'glance-direct'},'all_stores_must_succeed':'x'}           | 400",
        "{'method':{'name':'glance-direct'},'all_stores':true,'stores':['a']}        | 400",
        "{'method':{'name':'glance-direct'},'stores':'a'}                            | 400",
        "{'method':{'name':'web-download'}}                                          | 400",
        "{'method':{'name':'web-download','uri':'http://127.0.0.1/'}}                | 400",
        "{'method':{'name':'web-download','uri':'http://u:s3cret@192.0.2.1/'}}       | 400",
        "{'method':{'name':'web-download','uri':'file:///etc/passwd'}}               | 400",
        "{'method':{'name':'glance-direct'}}                                         | 409",
        "{'method':{'name':'copy-image'}}                                            | 409"
      })
  void whatMakesNoSenseIsRefused(String body, int status) {
    Answer answer = api.post(image + "/import", body.replace('\'', '"')).expect(status);
    assertThat(answer.text()).doesNotContain("s3cret");
    assertThat(api.get(image).string("status")).isEqualTo("queued");
    assertThat(api.get(image + "/tasks").text()).isEqualTo("{\"tasks\":[]}");
  }

  @Test
  void othersMayNot() {
    stage(DATA, OCTETS).expect(204);
    api.post(image + "/import", DIRECT, "X-Caller", "p2").expect(404);
    api.post(image + "/import", DIRECT, "X-Caller", "reader:p1").expect(403);
    api.post("/v2/images/missing/import", DIRECT).expect(404);
  }

  private Answer stage(byte[] data, String type) {
    return api.send("PUT", image + "/stage", FakeBody.fixed(data, 3), "Content-Type", type);
  }

  private void awaitActive() {
    await()
        .pollDelay(Duration.ZERO)
        .atMost(20, SECONDS)
        .until(() ->
            api.get(image).string("status").equals("active")
                && !api.get(image).text().contains("os_glance_import_task"));
  }
}
