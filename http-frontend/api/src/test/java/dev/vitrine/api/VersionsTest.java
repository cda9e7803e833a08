package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {
  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void listsTheVersionsOfOneStoreWithoutCacheInTheKnownOrder() throws Exception {
    StringBuilder expected = new StringBuilder("{\"versions\":[");
    for (String version :
        new String[] {
          "v2.15", "v2.9", "v2.17", "v2.7", "v2.6", "v2.5", "v2.4", "v2.3", "v2.2", "v2.1", "v2.0"
        }) {
      expected
          .append(expected.toString().endsWith("[") ? "" : ",")
          .append(
              "{\"id\":\"%s\",\"status\":\"%s\","
                  .formatted(version, version.equals("v2.17") ? "CURRENT" : "SUPPORTED"))
          .append("\"links\":[{\"rel\":\"self\",\"href\":\"http://images.example:9292/v2/\"}]}");
    }
    expected.append("]}");
    assertThat(api.get("/versions").json())
        .isEqualTo(JsonReader.parse(expected.toString().getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "BREW"})
  void theRootOffersAChoiceWhateverTheMethod(String method) {
    Answer answer = api.send(method, "/", FakeBody.none()).expect(300);
    assertThat(answer.json().members()).containsKey("versions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/versions", "/versions/", "/versions/1", "/versions/x/y"})
  void whoAsksForTheVersionsGetsThem(String path) {
    assertThat(api.get(path).expect(200).json().members()).containsKey("versions");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v3",
        "/v2.99",
        "/v2.8",
        "/va.1/images",
        "/v10",
        "/images",
        "/V2/images",
        "/%zz"
      })
  void whatIsNoVersionGetsTheChoiceWithoutBeingAskedWhoItIs(String path) {
    Answer answer = api.get(path, "X-Caller", "nobody").expect(300);
    assertThat(answer.header("x-openstack-request-id")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2", "/v2.5", "/v2.17"})
  void aVersionAloneLeadsToTheOneThereIs(String path) {
    assertThat(api.get(path).expect(302).header("Location"))
        .isEqualTo("http://images.example:9292/v2/");
  }

  @Test
  void thereIsNothingBelowAVersionByItself() {
    api.get("/v2/").expect(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v2.0", "v2.1", "v2.2", "v2.3", "v2.7", "v2.9", "v2.15", "v2.17"})
  void everyMinorIsTheSameApi(String token) {
    assertThat(api.get("/" + token + "/images").expect(200).string("first"))
        .isEqualTo("/v2/images");
  }

  @Test
  void theMediaTypeMayNameTheVersionInsteadOfThePath() {
    api.get("/images", "Accept", "application/vnd.openstack.images-v2.3").expect(200);
    api.get("/images", "Accept", "application/vnd.openstack.images-v9").expect(300);
    api.get("/v2/images", "Accept", "application/vnd.openstack.images-v2").expect(200);
  }

  @Test
  void leadingSlashesMayBeMore() {
    api.get("//v2/images").expect(200);
    api.get("///versions").expect(200);
  }

  @Test
  void linksNameThePublicEndpointWhenThereIsOne() {
    ApiOptions options = ApiOptions.defaults().withPublicEndpoint("https://cloud.example/image/");
    try (TestApi published = new TestApi(options)) {
      assertThat(published.get("/").text()).contains("\"https://cloud.example/image/v2/\"");
      Answer created = published.post("/v2/images", "{}").expect(201);
      assertThat(created.header("Location"))
          .isEqualTo("https://cloud.example/image/v2/images/" + created.string("id"));
    }
  }

  @Test
  void aHostThatIsNoneIsNotRepeated() {
    Answer answer = api.post("/v2/images", "{}").expect(201);
    assertThat(answer.header("Location"))
        .isEqualTo("http://images.example:9292/v2/images/" + answer.string("id"));
    assertThat(new PublicUrl(null, TrustedProxies.none()).of(withHost("evil\"<x>"), "/v2/"))
        .isEqualTo("/v2/");
    assertThat(new PublicUrl(null, TrustedProxies.none()).of(withHost("[::1]:9292"), "/v2/"))
        .isEqualTo("http://[::1]:9292/v2/");
  }

  private dev.vitrine.http.Request withHost(String host) {
    var request = api.get("/versions").request();
    return new dev.vitrine.http.Request(
        request.method(),
        request.path(),
        request.query(),
        request.scheme(),
        dev.vitrine.http.Headers.of("Host", host),
        request.body(),
        request.remoteAddress(),
        request.facts());
  }
}
