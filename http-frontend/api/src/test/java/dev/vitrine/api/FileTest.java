package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonValue.JsonText;
import dev.vitrine.blobstore.testkit.SeededData;
import dev.vitrine.blobstore.testkit.Seeds;
import dev.vitrine.http.Response;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `PUT` and `GET /v2/images/{id}/file`.
class FileTest {
  private static final String OCTETS = "application/octet-stream";
  private static final byte[] DATA =
      "0123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final String MD5 = "781e5e245d69b566979b86e28d23f2c7";

  private final TestApi api = new TestApi();
  private String id = "";
  private String file = "";

  @BeforeEach
  void create() {
    id = api.image("image", "X-Caller", "p1");
    file = "/v2/images/" + id + "/file";
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void whatGoesInComesOut() {
    assertThat(api.upload(id, DATA).expect(204).body()).isEmpty();
    Answer answer = api.get(file).expect(200);
    assertThat(answer.body()).isEqualTo(DATA);
    assertThat(answer.header("Content-Type")).isEqualTo(OCTETS);
    assertThat(answer.header("Content-MD5")).isEqualTo(MD5);
    assertThat(answer.response().body()).isInstanceOf(Response.Streamed.class);
    Answer shown = api.get("/v2/images/" + id);
    assertThat(shown.string("status")).isEqualTo("active");
    assertThat(shown.string("checksum")).isEqualTo(MD5);
    assertThat(shown.string("os_hash_algo")).isEqualTo("sha512");
    assertThat(shown.text()).contains("\"size\":10,");
    assertThat(answer.header("ETag")).isEqualTo('"' + shown.string("os_hash_value") + '"');
  }

  @Test
  void aDownloadThatFailsBeforeItsFirstByteSaysThatItDid() throws Exception {
    api.upload(id, DATA).expect(204);
    api.loseChunks();
    Answer answer = api.get(file, "X-Caller", "p1").expect(503);
    assertThat(answer.text()).contains("try again later");
    assertThat(answer.header("x-openstack-request-id")).startsWith("req-");
    api.upload(api.image("the same again"), DATA).expect(204);
    assertThat(api.get(file).expect(200).body()).isEqualTo(DATA);
  }

  @Test
  void largeDataOfEveryKindComesOutInWholeAndInParts() {
    long seed = Seeds.next("FileTest");
    byte[] data = SeededData.diskLike(seed, 6 << 20);
    api.send("PUT", file, FakeBody.chunked(data, 100_000), "Content-Type", OCTETS).expect(204);
    assertThat(api.get(file).expect(200).body()).isEqualTo(data);
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(data.length);
      int to = from + random.nextInt(data.length - from);
      Answer part = api.get(file, "Range", "bytes=" + from + "-" + to).expect(206);
      assertThat(Arrays.equals(part.body(), Arrays.copyOfRange(data, from, to + 1))).isTrue();
    }
  }

  @Test
  void aClientThatLeavesLeavesNothingOpen() {
    byte[] data = SeededData.diskLike(1, 3 << 20);
    api.upload(id, data).expect(204);
    for (long after : new long[] {0, 1000, 1 << 20}) {
      api.send(after, "GET", file, FakeBody.none());
    }
  }

  @Test
  void anEmptyImageIsAnImage() {
    api.upload(id, new byte[0]).expect(204);
    Answer answer = api.get(file).expect(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Content-MD5")).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    for (String range : new String[] {"bytes=0-", "bytes=0-0", "bytes=-1"}) {
      api.get(file, "Range", range).expect(416);
    }
  }

  @Test
  void withoutDataThereIsNoContent() {
    assertThat(api.get(file).expect(204).body()).isEmpty();
    api.get(file, "Range", "bytes=0-1").expect(204);
    api.get(file, "Content-Range", "bytes 0-1/*").expect(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-3        | 206 | 0-3 | 0123",
        "bytes=2-2        | 206 | 2-2 | 2",
        "bytes=4-         | 206 | 4-9 | 456789",
        "bytes=-3         | 206 | 7-9 | 789",
        "bytes=8-100      | 206 | 8-9 | 89",
        "bytes=8-99999999999999999999 | 206 | 8-9 | 89",
        "bytes=-10        | 206 | 0-9 | 0123456789",
        "bytes=-99        | 206 | 0-9 | 0123456789",
        "bytes=0-9        | 206 | 0-9 | 0123456789",
        "bytes = 1 - 2    | 206 | 1-2 | 12",
        "BYTES=1-2        | 206 | 1-2 | 12",
      })
  void aRangeIsAPart(String range, int status, String part, String content) {
    api.upload(id, DATA).expect(204);
    Answer answer = api.get(file, "Range", range).expect(status);
    assertThat(answer.header("Content-Range")).isEqualTo("bytes " + part + "/10");
    assertThat(answer.text()).isEqualTo(content);
    assertThat(answer.header("Content-MD5")).isEqualTo(MD5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=10-        | 416",
        "bytes=10-11      | 416",
        "bytes=99999999999999999999- | 416",
        "bytes=5-4        | 416",
        "bytes=-0         | 416",
        "bytes=-          | 416",
        "bytes=           | 416",
        "''               | 416",
        "bytes            | 416",
        "bytes=a-b        | 416",
        "bytes=--1        | 416",
        "lines=0-1        | 416",
        "bytes=0-1,3-4    | 400",
        "bytes=0-,-1      | 400",
      })
  void aRangeThatIsNoneIsRefused(String range, int status) {
    api.upload(id, DATA).expect(204);
    Answer answer = api.get(file, "Range", range).expect(status);
    assertThat(answer.header("Content-Range")).isEqualTo(status == 416 ? "bytes */10" : null);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "bytes 0-3/10     | 206 | 0123",
        "bytes 2-3/*      | 206 | 23",
        "bytes 8-11/12    | 206 | 89",
        "bytes 8-10/*     | 416 | none",
        "bytes 10-11/12   | 416 | none",
        "bytes 3-2/10     | 416 | none",
        "bytes 0-12/10    | 416 | none",
        "bytes */10       | 416 | none",
        "0-3              | 416 | none",
      })
  void oldClientsAskWithContentRange(String range, int status, String content) {
    api.upload(id, DATA).expect(204);
    Answer answer = api.get(file, "Content-Range", range).expect(status);
    if (content != null) {
      assertThat(answer.text()).isEqualTo(content);
    }
  }

  @Test
  void rangeWinsOverContentRange() {
    api.upload(id, DATA).expect(204);
    Answer answer = api.get(file, "Range", "bytes=1-1", "Content-Range", "bytes 2-2/*");
    assertThat(answer.expect(206).text()).isEqualTo("1");
  }

  @Test
  void whoHasTheDataIsToldSo() {
    api.upload(id, DATA).expect(204);
    String tag = String.valueOf(api.get(file).header("ETag"));
    for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
      Answer answer = api.get(file, "If-None-Match", known).expect(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("ETag")).isEqualTo(tag);
    }
    api.get(file, "If-None-Match", "\"x\"").expect(200);
    api.get(file, "If-None-Match", "\"x\"", "Range", "bytes=0-0").expect(206);
  }

  @Test
  void aPartIsSentOnlyOfTheDataThatTheClientKnows() {
    api.upload(id, DATA).expect(204);
    String tag = String.valueOf(api.get(file).header("ETag"));
    api.get(file, "Range", "bytes=1-2", "If-Range", tag).expect(206);
    for (String other : new String[] {"\"x\"", "W/" + tag, "Sat, 29 Oct 1994 19:43:31 GMT"}) {
      Answer answer = api.get(file, "Range", "bytes=1-2", "If-Range", other).expect(200);
      assertThat(answer.body()).isEqualTo(DATA);
    }
    api.get(file, "Range", "nonsense", "If-Range", "\"x\"").expect(200);
  }

  @Test
  void onlyOctetsAreData() {
    for (String type : new String[] {"application/json", "text/plain", ""}) {
      FakeBody body = FakeBody.fixed(DATA, 3);
      api.send("PUT", file, body, "Content-Type", type).expect(415);
      assertThat(body.wasRead()).isFalse();
    }
    api.send("PUT", file, FakeBody.none()).expect(415);
    api.send("PUT", file, FakeBody.fixed(DATA, 3), "Content-Type", OCTETS + "; charset=x")
        .expect(204);
  }

  @Test
  void theDeclaredSizeMustBeTheSize() {
    for (String nonsense : new String[] {"ten", "1.5", "-1", ""}) {
      upload("x-openstack-image-size", nonsense).expect(400);
    }
    upload("x-openstack-image-size", "11").expect(400);
    upload("x-openstack-image-size", "9").expect(400);
    assertThat(status()).isEqualTo("queued");
    upload("x-openstack-image-size", "0").expect(204);
    assertThat(status()).isEqualTo("active");
  }

  private Answer upload(String header, String value) {
    return api.send("PUT", file, FakeBody.chunked(DATA, 3), "Content-Type", OCTETS, header, value);
  }

  @Test
  void anImageIsFilledOnce() {
    api.upload(id, DATA).expect(204);
    FakeBody again = FakeBody.fixed(DATA, 3);
    api.send("PUT", file, again, "Content-Type", OCTETS).expect(409);
    assertThat(again.wasRead()).isFalse();
  }

  @Test
  void formatsMustBeKnownBeforeData() {
    String bare = api.create("{}");
    FakeBody body = FakeBody.fixed(DATA, 3);
    api.send("PUT", "/v2/images/" + bare + "/file", body, "Content-Type", OCTETS).expect(400);
    assertThat(body.wasRead()).isFalse();
  }

  @Test
  void whoMayNotUploadIsRefusedBeforeSendingAnything() {
    FakeBody body = FakeBody.fixed(DATA, 3);
    api.send("PUT", file, body, "Content-Type", OCTETS, "X-Caller", "p2").expect(404);
    api.send("PUT", file, body, "Content-Type", OCTETS, "X-Caller", "reader:p1").expect(403);
    api.send("PUT", "/v2/images/missing/file", body, "Content-Type", OCTETS).expect(404);
    assertThat(body.wasRead()).isFalse();
  }

  @Test
  void tooMuchIsRefusedByItsDeclaration() {
    FakeBody body = FakeBody.claiming((1L << 40) + 1);
    api.send("PUT", file, body, "Content-Type", OCTETS).expect(413);
    assertThat(body.wasRead()).isFalse();
  }

  @Test
  void noStoreIsPreferredWhereThereIsOne() {
    api.upload(id, DATA).expect(204);
    api.get(file + "?prefer=fast,slow").expect(400);
    api.get(file + "?prefer=fast", "X-Caller", "reader:p1").expect(403);
    api.get(file + "?prefer=fast", "X-Caller", "p2").expect(404);
    api.get(file + "?prefer=").expect(200);
    api.get(file + "?other=x").expect(200);
  }

  @Test
  void aFailureSaysWhyUntilDataArrives() {
    String path = "/v2/images/" + id;
    assertThat(api.get(path).member("os_glance_failure")).isNull();
    api.upload(id, new byte[5], "x-openstack-image-size", "7").expect(400);

    assertThat(api.get(path).string("os_glance_failure")).contains("declared length of 7 bytes");
    assertThat(api.get("/v2/images").text()).contains("os_glance_failure");
    for (String op : new String[] {"add", "replace", "remove"}) {
      api.patch(
              path,
              "[{\"op\":\"%s\",\"path\":\"/os_glance_failure\",\"value\":\"\"}]".formatted(op))
          .expect(403);
    }
    api.post("/v2/images", "{\"os_glance_failure\":\"\"}").expect(403);

    api.upload(id, new byte[5]).expect(204);
    assertThat(api.get(path).member("os_glance_failure")).isNull();
  }

  @Test
  void anUploadThatIsCutLeavesTheImageQueued() {
    api.send("PUT", file, FakeBody.chunked(DATA, 3).breakingOff(), "Content-Type", OCTETS)
        .expect(400);
    assertThat(status()).isEqualTo("queued");
    api.get(file).expect(204);
    api.upload(id, DATA).expect(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p2", "reader:p2"})
  void strangersFindNothing(String caller) {
    api.upload(id, DATA).expect(204);
    api.get(file, "X-Caller", caller).expect(404);
    api.get(file, "X-Caller", "reader:p1").expect(403);
    api.get(file, "X-Caller", "p1").expect(200);
  }

  private String status() {
    return api.get("/v2/images/" + id).json().members().get("status") instanceof JsonText(String s)
        ? s
        : "";
  }
}
