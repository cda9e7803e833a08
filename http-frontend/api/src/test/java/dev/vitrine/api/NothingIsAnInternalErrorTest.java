package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.blobstore.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Random requests, made of what the API knows and of what it does not: whatever comes, the answer
/// is a considered one.
class NothingIsAnInternalErrorTest {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "");

  private static final List<String> SEGMENTS =
      List.of(
          "v2",
          "v2",
          "v2",
          "v2.7",
          "v1",
          "images",
          "images",
          "images",
          "schemas",
          "image",
          "file",
          "info",
          "import",
          "stores",
          "versions",
          "healthcheck",
          "",
          "..",
          ".",
          "%2F",
          "%00",
          "%C3%A4",
          "%FF",
          "%",
          "%zz",
          "%F0%9F%98%80",
          "x",
          "tags",
          "members",
          "actions",
          "tasks",
          "cache",
          "deactivate",
          "a;b=c",
          "é");

  private static final List<String> NAMES =
      List.of(
          "limit",
          "marker",
          "sort",
          "sort_key",
          "sort_dir",
          "visibility",
          "member_status",
          "tag",
          "os_hidden",
          "protected",
          "name",
          "status",
          "id",
          "container_format",
          "disk_format",
          "created_at",
          "updated_at",
          "size",
          "size_min",
          "size_max",
          "min_disk",
          "min_ram_max",
          "owner",
          "checksum",
          "os_hash_value",
          "virtual_size_min",
          "_min",
          "_max",
          "deleted",
          "changes-since",
          "kernel_id",
          "",
          "%FF",
          "properties",
          "foo_min");

  private static final List<String> VALUES =
      List.of(
          "",
          "1",
          "-1",
          "0",
          "99999999999999999999999",
          "%2B5",
          "1.0",
          "abc",
          "true",
          "false",
          "True",
          "all",
          "public",
          "accepted",
          "name",
          "name:asc",
          "name:asc,size:desc,",
          ":",
          ",",
          "asc",
          "desc",
          "in:",
          "in:a,b",
          "in:%22a,b%22,c",
          "in:%22",
          "in:%22a%22b",
          "in:%5C%22",
          "in:,,,",
          "eq:",
          "neq:x",
          "gt:2024-01-01",
          "2024-01-01T00:00:00Z",
          "20240101T000000Z",
          "lt:2024-02-30",
          "0000-01-01",
          "9999-12-31T23:59:59.999999999%2B18:00",
          "gte:2024-W01",
          "%00",
          "%FF",
          "%F0%9F%98%80",
          "a%26b",
          "%zz",
          "%",
          "+",
          "1bea47ed-f6a9-463b-b423-14b9cca9ad27");

  private static final List<String> POINTERS =
      List.of(
          "/name",
          "/visibility",
          "/protected",
          "/os_hidden",
          "/owner",
          "/container_format",
          "/disk_format",
          "/min_disk",
          "/min_ram",
          "/tags",
          "/tags/-",
          "/id",
          "/status",
          "/locations",
          "/locations/-",
          "/locations/0",
          "/",
          "",
          "//",
          "/a/b",
          "/~0",
          "/~1",
          "/~",
          "/~2",
          "/ ",
          "/custom",
          "/kernel_id",
          "/os_glance_x",
          "/stores",
          "/é",
          "/😀",
          "/\\u0000",
          "/\\ud800");

  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "1",
          "-1",
          "1.0",
          "1.5",
          "1e3",
          "1e999999999",
          "-2147483649",
          "2147483648",
          "99999999999999999999",
          "\"\"",
          "\"x\"",
          "\"public\"",
          "\"raw\"",
          "\"bare\"",
          "\"é\"",
          "\"😀\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "[]",
          "{}",
          "[\"a\",\"b\"]",
          "[1]",
          "[[]]",
          "{\"url\":\"x\",\"metadata\":{}}",
          "\"1bea47ed-f6a9-463b-b423-14b9cca9ad27\"",
          "\"NNN\"",
          "nonsense",
          "");

  private final TestApi api = new TestApi();
  private final Random random = new Random(Seeds.next("NothingIsAnInternalErrorTest"));

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void inAnyPathAndQuery() {
    api.image("a");
    for (int i = 0; i < 4_000; i++) {
      StringBuilder target = new StringBuilder();
      int segments = 1 + random.nextInt(6);
      for (int s = 0; s < segments; s++) {
        target.append('/').append(pick(SEGMENTS));
      }
      check(pick(METHODS), target + "?" + query(), FakeBody.none());
    }
  }

  @Test
  void inAnyQueryOfAList() {
    for (int i = 0; i < 5; i++) {
      api.image("image " + i);
    }
    for (int i = 0; i < 4_000; i++) {
      check("GET", "/v2/images?" + query(), FakeBody.none());
    }
  }

  @Test
  void inAnyPatch() {
    String path = "/v2/images/" + api.image("a");
    for (int i = 0; i < 4_000; i++) {
      StringBuilder body = new StringBuilder("[");
      int steps = random.nextInt(4);
      for (int s = 0; s < steps; s++) {
        body.append(s == 0 ? "" : ",").append(step());
      }
      check(
          "PATCH",
          path,
          mutated(body.append("]").toString()),
          "Content-Type",
          random.nextBoolean() ? TestApi.V20 : TestApi.V21);
    }
  }

  @Test
  void inAnyNewImage() {
    for (int i = 0; i < 2_000; i++) {
      StringBuilder body = new StringBuilder("{");
      int members = random.nextInt(5);
      for (int m = 0; m < members; m++) {
        String name = pick(POINTERS).replace("/", "");
        body.append(m == 0 ? "" : ",").append('"').append(name).append("\":").append(pick(JSON));
      }
      check("POST", "/v2/images", mutated(body.append("}").toString()));
    }
  }

  @Test
  void inAnyRangeAndCondition() {
    String file = "/v2/images/" + api.image("a") + "/file";
    List<String> pieces =
        List.of(
            "bytes",
            "=",
            "-",
            "0",
            "5",
            "9",
            "99999999999999999999",
            " ",
            ",",
            "/",
            "*",
            "\"",
            "W/",
            "x",
            "\u00e9");
    for (int i = 0; i < 3_000; i++) {
      String[] headers = new String[8];
      String[] names = {"Range", "Content-Range", "If-Range", "If-None-Match"};
      for (int h = 0; h < names.length; h++) {
        headers[2 * h] = random.nextBoolean() ? names[h] : "X-Other";
        StringBuilder value = new StringBuilder(random.nextBoolean() ? "bytes=" : "bytes ");
        for (int p = random.nextInt(6); p > 0; p--) {
          value.append(pick(pieces));
        }
        headers[2 * h + 1] = value.toString();
      }
      if (i == 1_500) {
        api.upload(file.split("/", -1)[3], new byte[10]).expect(204);
      }
      check("GET", file, FakeBody.none(), headers);
    }
  }

  private void check(String method, String target, FakeBody body, String... headers) {
    Answer answer = api.send(method, target, body, headers);
    assertThat(answer.status())
        .as("%s %s with %s", method, target, List.of(headers))
        .isNotEqualTo(500)
        .isBetween(200, 501);
  }

  private String query() {
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      query.append(pick(NAMES)).append(random.nextInt(10) == 0 ? "" : "=").append(pick(VALUES));
      query.append(random.nextInt(10) == 0 ? "&&" : "&");
    }
    return query.toString();
  }

  private String step() {
    String operation = pick(List.of("add", "replace", "remove", "test", ""));
    String pointer = pick(POINTERS);
    String value = pick(JSON);
    return random.nextBoolean()
        ? "{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}".formatted(operation, pointer, value)
        : "{\"%s\":\"%s\",\"value\":%s}".formatted(operation, pointer, value);
  }

  /// The text as bytes, a few of which are sometimes other bytes.
  private FakeBody mutated(String text) {
    byte[] bytes = text.replace("NNN", "n".repeat(300)).getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(4) == 0) {
      for (int i = random.nextInt(3); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    return FakeBody.fixed(bytes, 1 + random.nextInt(64));
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
