package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `PATCH /v2/images/{id}`.
class ChangeImageTest {
  private final TestApi api = new TestApi();
  private String path = "";

  @BeforeEach
  void create() {
    path =
        "/v2/images/"
            + api.create(
                "{\"name\":\"n\",\"colour\":\"red\",\"disk_format\":\"raw\",\"tags\":[\"a\"]}",
                "X-Caller",
                "p1");
  }

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "application/json",
        "application/json-patch+json",
        "application/openstack-images-v2.2-json-patch"
      })
  void otherMediaTypesAreRefusedAndTheRightOnesNamed(String type) {
    FakeBody body = TestApi.body("[]");
    Answer answer = api.send("PATCH", path, body, "Content-Type", type).expect(415);
    assertThat(answer.header("Accept-Patch"))
        .isEqualTo(
            "application/openstack-images-v2.0-json-patch,"
                + " application/openstack-images-v2.1-json-patch");
    assertThat(body.wasRead()).isFalse();
    api.send("PATCH", path, TestApi.body("[]")).expect(415);
  }

  @Test
  void parametersOfTheMediaTypeAreIgnored() {
    api.send("PATCH", path, TestApi.body("[]"), "Content-Type", TestApi.V21 + "; charset=utf-8")
        .expect(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 |",
        "400 | {}",
        "400 | null",
        "400 | [1]",
        "400 | [[]]",
        "400 | [{}]",
        "400 | [{'path':'/name','value':'x'}]",
        "400 | [{'op':'test','path':'/name','value':'n'}]",
        "400 | [{'op':'move','from':'/name','path':'/x'}]",
        "400 | [{'op':1,'path':'/name','value':'x'}]",
        "400 | [{'op':'add','value':'x'}]",
        "400 | [{'op':'add','path':1,'value':'x'}]",
        "400 | [{'op':'add','path':null,'value':'x'}]",
        "400 | [{'op':'add','path':'/name'}]",
        "400 | [{'op':'replace','path':'/name'}]",
        "400 | [{'op':'add','path':'','value':'x'}]",
        "400 | [{'op':'add','path':'name','value':'x'}]",
        "400 | [{'op':'add','path':'//name','value':'x'}]",
        "400 | [{'op':'add','path':'/name/','value':'x'}]",
        "400 | [{'op':'add','path':'/a~2','value':'x'}]",
        "400 | [{'op':'add','path':'/a~','value':'x'}]",
        "400 | [{'op':'add','path':'/tags/-','value':'x'}]",
        "400 | [{'op':'remove','path':'/tags/0'}]",
        "400 | [{'op':'add','path':'/a/b','value':'x'}]",
        "400 | [{'op':'replace','path':'/locations/0','value':[]}]",
        "400 | [{'op':'add','path':'/locations','value':[]}]",
        "400 | [{'op':'remove','path':'/locations'}]",
        "400 | [{'op':'add','path':'/status/x','value':'x'}]",
        "403 | [{'op':'replace','path':'/locations','value':[]}]",
        "403 | [{'op':'add','path':'/locations/-','value':{}}]",
        "403 | [{'op':'remove','path':'/locations/0'}]",
        "403 | [{'op':'replace','path':'/id','value':'x'}]",
        "403 | [{'op':'replace','path':'/status','value':'nonsense'}]",
        "403 | [{'op':'remove','path':'/checksum'}]",
        "403 | [{'op':'add','path':'/size','value':1}]",
        "403 | [{'op':'add','path':'/virtual_size','value':1}]",
        "403 | [{'op':'add','path':'/direct_url','value':'x'}]",
        "403 | [{'op':'add','path':'/self','value':'x'}]",
        "403 | [{'op':'add','path':'/file','value':'x'}]",
        "403 | [{'op':'add','path':'/schema','value':'x'}]",
        "403 | [{'op':'add','path':'/stores','value':'x'}]",
        "403 | [{'op':'add','path':'/created_at','value':'x'}]",
        "403 | [{'op':'add','path':'/updated_at','value':'x'}]",
        "403 | [{'op':'add','path':'/os_hash_algo','value':'x'}]",
        "403 | [{'op':'add','path':'/os_hash_value','value':'x'}]",
        "403 | [{'op':'add','path':'/location','value':'x'}]",
        "403 | [{'op':'add','path':'/deleted','value':'x'}]",
        "403 | [{'op':'add','path':'/deleted_at','value':'x'}]",
        "403 | [{'op':'add','path':'/os_glance_x','value':'x'}]",
        "400 | [{'op':'replace','path':'/name','value':1}]",
        "400 | [{'op':'replace','path':'/visibility','value':'all'}]",
        "400 | [{'op':'replace','path':'/protected','value':'true'}]",
        "400 | [{'op':'replace','path':'/min_disk','value':-1}]",
        "400 | [{'op':'replace','path':'/min_ram','value':2147483648}]",
        "400 | [{'op':'replace','path':'/disk_format','value':'floppy'}]",
        "400 | [{'op':'replace','path':'/tags','value':['a',1]}]",
        "400 | [{'op':'add','path':'/custom','value':null}]",
        "400 | [{'op':'add','path':'/kernel_id','value':'x'}]",
        "400 | [{'op':'replace','path':'/name','value':'😀'}]",
        "400 | [{'op':'add','path':'/custom','value':'😀'}]",
        "409 | [{'op':'replace','path':'/absent','value':'x'}]",
        "409 | [{'op':'remove','path':'/absent'}]",
        "403 | [{'op':'remove','path':'/name'}]",
        "403 | [{'op':'remove','path':'/tags'}]",
        "403 | [{'op':'replace','path':'/owner','value':'p2'}]",
        "403 | [{'op':'add','path':'/owner','value':null}]",
        "403 | [{'op':'replace','path':'/visibility','value':'public'}]",
        "200 | [{'op':'replace','path':'/visibility','value':'community'}]",
        "200 | [{'op':'remove','path':'/colour','value':'ignored'}]",
        "200 | [{'op':'add','path':'/kernel_id','value':null}]",
        "200 | [{'op':'add','path':'/extra_properties','value':'x'}]",
        "200 | [{'op':'add','path':'/base','value':'x'}]",
        "200 | [{'op':'replace','path':'/min_disk','value':1.0}]",
        "200 | []",
      })
  void checksEveryStep(int status, String body) {
    String json = body == null ? "" : body.replace('\'', '"');
    api.patch(path, json, "X-Caller", "p1").expect(status);
  }

  @Test
  void setsBaseAttributes() {
    Answer answer =
        patch(
                """
                [{"op":"replace","path":"/name","value":null},
                 {"op":"add","path":"/min_disk","value":3},
                 {"op":"replace","path":"/os_hidden","value":true},
                 {"op":"replace","path":"/container_format","value":"ova"},
                 {"op":"replace","path":"/tags","value":["x","y","x"]}]
                """)
            .expect(200);
    assertThat(answer.member("name")).isEqualTo(new JsonNull());
    assertThat(answer.member("os_hidden")).isEqualTo(new JsonBoolean(true));
    assertThat(answer.string("container_format")).isEqualTo("ova");
    assertThat(answer.text()).contains("\"tags\":[\"x\",\"y\"]").contains("\"min_disk\":3");
    assertThat(api.get(path).json()).isEqualTo(answer.json());
  }

  @Test
  void theNewerDialectAddsOverWhatIsThere() {
    Answer answer =
        patch(
                """
                [{"op":"add","path":"/colour","value":"blue"},
                 {"op":"add","path":"/name","value":"new"}]
                """)
            .expect(200);
    assertThat(answer.string("colour")).isEqualTo("blue");
    assertThat(answer.string("name")).isEqualTo("new");
  }

  @Test
  void theOlderDialectAddsOnlyWhatIsNotThere() {
    api.patch20(path, "[{\"add\":\"/colour\",\"value\":\"blue\"}]").expect(409);
    api.patch20(path, "[{\"add\":\"/name\",\"value\":\"new\"}]").expect(409);
    Answer answer =
        api.patch20(
                path,
                """
                [{"add":"/shape","value":"round"},{"replace":"/colour","value":"blue"},
                 {"remove":"/shape"}]
                """)
            .expect(200);
    assertThat(answer.string("colour")).isEqualTo("blue");
    assertThat(answer.json().members()).doesNotContainKey("shape");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"op\":\"add\",\"path\":\"/a\",\"value\":\"x\"}]",
        "[{\"add\":\"/a\",\"remove\":\"/a\",\"value\":\"x\"}]",
        "[{\"add\":1,\"value\":\"x\"}]",
        "[{\"add\":\"/a\"}]",
        "[{\"test\":\"/a\",\"value\":\"x\"}]"
      })
  void theOlderDialectHasAGrammarOfItsOwn(String body) {
    api.patch20(path, body).expect(400);
  }

  @Test
  void namesMayHoldWhatPointersEscape() {
    Answer answer =
        patch(
                """
                [{"op":"add","path":"/a~1b~0c~01","value":"1"},
                 {"op":"add","path":"/","value":"2"},
                 {"op":"add","path":"/ blank ","value":"3"}]
                """)
            .expect(200);
    assertThat(answer.json().members())
        .containsEntry("a/b~c~1", new JsonText("1"))
        .containsEntry("", new JsonText("2"))
        .containsEntry("blank", new JsonText("3"));
  }

  @Test
  void allStepsHappenOrNone() {
    Answer before = api.get(path);
    patch(
            """
            [{"op":"replace","path":"/name","value":"changed"},
             {"op":"replace","path":"/absent","value":"x"}]
            """)
        .expect(409);
    assertThat(api.get(path).json()).isEqualTo(before.json());
  }

  @Test
  void laterStepsSeeEarlierOnes() {
    patch(
            """
            [{"op":"add","path":"/fresh","value":"1"},
             {"op":"replace","path":"/fresh","value":"2"},
             {"op":"remove","path":"/fresh"}]
            """)
        .expect(200);
  }

  @Test
  void onlyTheOwnerChanges() {
    String step = "[{\"op\":\"replace\",\"path\":\"/name\",\"value\":\"x\"}]";
    api.patch(path, step, "X-Caller", "p2").expect(404);
    api.patch(path, step, "X-Caller", "reader:p1").expect(403);
    api.patch(path, step, "X-Caller", "p1").expect(200);
    api.patch("/v2/images/missing", step).expect(404);
    api.patch("/v2/images/missing", "[]").expect(404);
  }

  @Test
  void aPropertyNameHasABound() {
    patch("[{\"op\":\"add\",\"path\":\"/%s\",\"value\":\"\"}]".formatted("p".repeat(256)))
        .expect(400);
  }

  @Test
  void formatsAreFixedOnceThereIsData() {
    String id = api.image("data", "X-Caller", "p1");
    api.upload(id, new byte[] {1}, "X-Caller", "p1").expect(204);
    api.patch(
            "/v2/images/" + id,
            "[{\"op\":\"replace\",\"path\":\"/disk_format\",\"value\":\"iso\"}]")
        .expect(403);
  }

  private Answer patch(String body) {
    return api.patch(path, body);
  }
}
