package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which method works where, and what the others get.
class RoutesTest {
  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v2/schemas/image    | GET                | POST PUT DELETE PATCH HEAD TRACE BREW",
        "/v2/schemas/images   | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/images           | GET, POST          | PUT DELETE PATCH HEAD TRACE",
        "/v2/images/x         | GET, PATCH, DELETE | POST PUT HEAD BREW",
        "/v2/images/x/file    | GET, PUT           | POST DELETE PATCH HEAD",
        "/v2/schemas/member   | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/schemas/members  | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/images/x/tags/t  | PUT, DELETE        | GET POST PATCH HEAD",
        "/v2/images/x/members | GET, POST          | PUT DELETE PATCH HEAD",
        "/v2/images/x/members/m | GET, PUT, DELETE | POST PATCH HEAD",
        "/v2/schemas/task     | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/schemas/tasks    | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/tasks            | GET, POST          | PUT DELETE PATCH HEAD",
        "/v2/tasks/x          | GET, DELETE        | POST PUT PATCH HEAD",
        "/v2/images/x/tasks   | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/cache            | GET, DELETE        | POST PUT PATCH HEAD",
        "/v2/cache/x          | DELETE, PUT        | GET POST PATCH HEAD",
        "/v2/cache/nodes/x    | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/cache/clean      | POST               | GET PUT DELETE PATCH HEAD",
        "/v2/cache/prune      | POST               | GET PUT DELETE PATCH HEAD",
        "/v2/info/stores/detail | GET              | POST PUT DELETE PATCH HEAD",
        "/v2/info/stores/health | GET              | POST PUT DELETE PATCH HEAD",
        "/v2/images/x/actions/deactivate | POST    | GET PUT DELETE PATCH HEAD",
        "/v2/images/x/actions/reactivate | POST    | GET PUT DELETE PATCH HEAD",
        "/v2/info/import      | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/info/usage       | GET                | POST PUT DELETE PATCH HEAD",
        "/v2/info/stores      | GET                | POST PUT DELETE PATCH HEAD",
      })
  void aKnownPathNamesItsMethods(String path, String allowed, String refused) {
    for (String method : refused.split(" ", -1)) {
      Answer answer = api.send(method, path, FakeBody.none()).expect(405);
      assertThat(answer.header("Allow")).isEqualTo(allowed);
      if (method.equals("HEAD")) {
        assertThat(answer.body()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/",
        "/v2/x",
        "/v2/images/",
        "/v2/images//file",
        "/v2/images/x/",
        "/v2/images/x/y",
        "/v2/images/x/file/",
        "/v2/images/x/tags",
        "/v2/images/x/tags/",
        "/v2/schemas",
        "/v2/schemas/image/",
        "/v2/schemas/nothing",
        "/v2//images",
        "/v2/images%2Fx",
        "/v2/images/a%2Fb",
        "/v2/images/%2F/file",
        "/v2/v2/images"
      })
  void anUnknownPathIsNotFound(String path) {
    for (String method : new String[] {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"}) {
      api.send(method, path, FakeBody.none()).expect(404);
    }
    for (String method : new String[] {"TRACE", "BREW", "get"}) {
      api.send(method, path, FakeBody.none()).expect(501);
    }
  }

  @Test
  void pathsAreDecodedSegmentBySegment() {
    api.get("/v2/%69mages").expect(200);
    assertThat(api.get("/v2/images/%C3%A4").expect(404).text()).contains("ä");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/images/%", "/v2/images/%2", "/v2/images/%zz", "/v2/images/%FF"})
  void brokenEscapesAreRefused(String path) {
    api.get(path).expect(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v2/schemas/image",
        "GET /v2/schemas/images",
        "GET /v2/images/x",
        "DELETE /v2/images/x",
        "GET /v2/images/x/file",
        "PUT /v2/images/x/tags/t",
        "DELETE /v2/images/x/tags/t",
        "GET /v2/schemas/member",
        "GET /v2/schemas/members",
        "GET /v2/images/x/members",
        "GET /v2/images/x/members/m",
        "DELETE /v2/images/x/members/m",
        "POST /v2/images/x/actions/deactivate",
        "POST /v2/images/x/actions/reactivate",
        "GET /v2/info/import",
        "GET /v2/info/stores"
      })
  void whereNoBodyBelongsOneIsRefused(String route) {
    String[] parts = route.split(" ", -1);
    FakeBody body = TestApi.body("{}");
    api.send(parts[0], parts[1], body).expect(400);
    assertThat(body.wasRead()).isFalse();
    // A length of zero is no body, and chunks do not count where nobody sends a body.
    assertThat(api.send(parts[0], parts[1], FakeBody.none()).status()).isNotEqualTo(400);
    boolean usual = parts[0].equals("PUT") || parts[0].equals("POST");
    assertThat(api.send(parts[0], parts[1], FakeBody.chunked(new byte[0], 1)).status() == 400)
        .isEqualTo(usual);
  }

  @Test
  void aListIgnoresABody() {
    api.send("GET", "/v2/images", TestApi.body("{}")).expect(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1",
        "/v2",
        "/v2/",
        "/v2/images",
        "/v2/images/x",
        "/v2/nothing",
        "/anything/at/all"
      })
  void optionsIsFineWithEverything(String path) {
    Answer answer = api.send("OPTIONS", path, FakeBody.none(), "X-Caller", "nobody").expect(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("Content-Type")).isNull();
    assertThat(answer.header("x-openstack-request-id")).isNull();
  }

  @Test
  void publishesTheSchemasItChecksBy() {
    assertThat(api.get("/v2/schemas/image").expect(200).string("name")).isEqualTo("image");
    assertThat(api.get("/v2/schemas/images").expect(200).string("name")).isEqualTo("images");
  }

  @Test
  void tellsWhatClientsDiscover() throws Exception {
    assertThat(api.get("/v2/info/import").expect(200).json())
        .isEqualTo(
            JsonReader.parse(
                """
                {"import-methods":{"description":"Import methods available.","type":"array",
                 "value":["glance-direct","web-download","copy-image"]}}
                """
                    .getBytes(StandardCharsets.UTF_8)));
    api.get("/v2/info/stores").expect(404);
    api.get("/v2/info/stores/detail").expect(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v2/cache",
        "DELETE /v2/cache",
        "PUT /v2/cache/IMAGE",
        "DELETE /v2/cache/IMAGE",
        "GET /v2/cache/nodes/IMAGE",
        "POST /v2/cache/clean",
        "POST /v2/cache/prune"
      })
  void thereIsNoCacheToManage(String route) {
    String[] parts = route.replace("IMAGE", api.image("n", "X-Caller", "o")).split(" ", -1);
    api.send(parts[0], parts[1], FakeBody.none()).expect(404);
    api.send(parts[0], parts[1], FakeBody.none(), "X-Caller", "o").expect(403);
    if (route.contains("cache/IMAGE")) {
      api.send(parts[0], "/v2/cache/missing", FakeBody.none(), "X-Caller", "o").expect(404);
    }
  }

  @Test
  void whoIsNotKnownGetsNoFurther() {
    for (String path : new String[] {"/v2/images", "/v2/nothing", "/v2/schemas/image"}) {
      Answer answer = api.get(path, "X-Caller", "nobody").expect(401);
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Keystone uri=\"http://identity\"");
    }
  }
}
