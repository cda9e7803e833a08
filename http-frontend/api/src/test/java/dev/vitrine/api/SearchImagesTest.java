package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.json.JsonValue;
import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `GET /v2/search/images`.
class SearchImagesTest {
  private static final String SEARCH = "/v2/search/images";

  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void anEmptyAnswerIsAPage() {
    assertThat(api.get(SEARCH).expect(200).text())
        .isEqualTo("{\"results\":[],\"total\":0,\"facets\":[],\"first\":\"/v2/search/images\"}");
  }

  @Test
  void theMostRelevantComeFirst() {
    api.create("{\"name\":\"other\",\"os_distro\":\"debian\"}");
    api.create("{\"name\":\"debian 12\"}");
    api.create("{\"name\":\"debian\"}");
    api.create("{\"name\":\"suse\"}");

    assertThat(names(api.get(SEARCH + "?q=debian")))
        .containsExactly("debian", "debian 12", "other");
    assertThat(names(api.get(SEARCH + "?q=debian&sort=name:desc")))
        .containsExactly("other", "debian 12", "debian");
    assertThat(names(api.get(SEARCH + "?q=-debian"))).containsExactly("suse");
    assertThat(names(api.get(SEARCH))).containsExactly("suse", "debian", "debian 12", "other");
  }

  @Test
  void eachResultIsTheRecordAndWhatWasFoundInIt() {
    String id = api.create("{\"name\":\"Debian 12\",\"os_distro\":\"debian\",\"tags\":[\"x\"]}");
    JsonObject result = results(api.get(SEARCH + "?q=debian")).getFirst();
    assertThat(result.members().get("image")).isEqualTo(api.get("/v2/images/" + id).json());
    assertThat(api.get(SEARCH + "?q=debian").text())
        .contains("\"relevance\":16")
        .contains(
            "\"highlights\":[{\"in\":\"name\",\"text\":\"Debian 12\",\"at\":[[0,6]]},"
                + "{\"in\":\"property\",\"property\":\"os_distro\",\"text\":\"debian\","
                + "\"at\":[[0,6]]}]");
  }

  @Test
  void facetsCountAndOtherParametersNarrow() {
    api.create("{\"name\":\"a 1\",\"os_distro\":\"debian\",\"tags\":[\"x\",\"y\"]}");
    api.create("{\"name\":\"a 2\",\"os_distro\":\"debian\",\"tags\":[\"x\"]}");
    api.create("{\"name\":\"a 3\",\"os_distro\":\"arch\"}");
    api.create("{\"name\":\"b\",\"os_distro\":\"suse\"}");

    assertThat(
            api.get(SEARCH + "?q=a&facet=os_distro&facet=tag&facet_limit=1&limit=0")
                .expect(200)
                .text())
        .isEqualTo(
            "{\"results\":[],\"total\":3,\"facets\":["
                + "{\"field\":\"os_distro\",\"values\":[{\"value\":\"debian\",\"count\":2}],"
                + "\"distinct\":2},"
                + "{\"field\":\"tag\",\"values\":[{\"value\":\"x\",\"count\":2}],\"distinct\":2}],"
                + "\"first\":\"/v2/search/images?q=a&facet=os_distro&facet=tag&facet_limit=1"
                + "&limit=0\"}");
    assertThat(names(api.get(SEARCH + "?q=a&os_distro=debian&tag=y"))).containsExactly("a 1");
    assertThat(names(api.get(SEARCH + "?q=a&status=in:active,saving"))).isEmpty();
  }

  @Test
  void cursorsLeadThroughAllPages() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.addFirst("a " + i);
      api.create("{\"name\":\"a %d\"}".formatted(i));
    }
    List<String> walked = new ArrayList<>();
    String next = SEARCH + "?q=a&limit=3";
    while (next != null) {
      Answer page = api.get(next).expect(200);
      assertThat(names(page)).hasSizeLessThanOrEqualTo(3);
      walked.addAll(names(page));
      next = page.member("next") instanceof JsonText(String link) ? link : null;
    }
    assertThat(walked).isEqualTo(made);
  }

  @Test
  void aCursorStaysGoodWhenItsImageGoes() {
    api.image("a 1");
    String second = api.image("a 2");
    api.image("a 3");
    String next = api.get(SEARCH + "?sort=name:desc&limit=2").expect(200).string("next");
    api.delete("/v2/images/" + second).expect(204);
    assertThat(names(api.get(next))).containsExactly("a 1");
  }

  @Test
  void aCursorBelongsToItsSearch() {
    api.image("a 1");
    api.image("a 2");
    String next = api.get(SEARCH + "?q=a&limit=1").expect(200).string("next");
    api.get(next).expect(200);
    api.get(next.replace("limit=1", "limit=2") + "&facet=tag").expect(200);
    api.get(next.replace("q=a", "q=b")).expect(400);
    api.get(next + "&sort=name").expect(400);
    api.get(next.substring(0, next.length() - 4)).expect(400);
    api.get(next + "AAAA").expect(400);
  }

  @Test
  void nobodyFindsOrCountsWhatIsNotShownToThem() {
    api.create("{\"name\":\"a mine\",\"visibility\":\"private\",\"os\":\"m\"}", "X-Caller", "p1");
    api.create("{\"name\":\"a theirs\",\"visibility\":\"private\",\"os\":\"t\"}", "X-Caller", "p2");
    api.create("{\"name\":\"a public\",\"visibility\":\"public\",\"os\":\"p\"}");

    Answer found = api.get(SEARCH + "?q=a&facet=os&facet=owner", "X-Caller", "p1").expect(200);
    assertThat(names(found)).containsExactly("a public", "a mine");
    assertThat(found.text()).contains("\"total\":2").doesNotContain("p2").doesNotContain("theirs");
    Answer theirs = api.get(SEARCH + "?q=theirs&facet=os", "X-Caller", "p1").expect(200);
    assertThat(theirs.text()).contains("\"results\":[],\"total\":0").contains("\"values\":[]");
    assertThat(names(api.get(SEARCH + "?q=a"))).hasSize(3);
    api.get(SEARCH + "?q=a", "X-Caller", "nobody").expect(401);
  }

  @Test
  void communityImagesOfOthersAreFoundWhenAskedFor() {
    api.create("{\"name\":\"a\",\"visibility\":\"community\"}", "X-Caller", "p1");
    assertThat(names(api.get(SEARCH + "?q=a", "X-Caller", "p2"))).isEmpty();
    assertThat(names(api.get(SEARCH + "?q=a&visibility=all", "X-Caller", "p2")))
        .containsExactly("a");
  }

  @Test
  void sharedImagesAreFoundOnceTheyAreAccepted() {
    String id = api.create("{\"name\":\"a\",\"visibility\":\"shared\"}", "X-Caller", "p1");
    api.post("/v2/images/" + id + "/members", "{\"member\":\"p2\"}", "X-Caller", "p1").expect(200);
    assertThat(names(api.get(SEARCH + "?q=a", "X-Caller", "p2"))).isEmpty();
    api.send(
            "PUT",
            "/v2/images/" + id + "/members/p2",
            TestApi.body("{\"status\":\"accepted\"}"),
            "X-Caller",
            "p2")
        .expect(200);
    assertThat(names(api.get(SEARCH + "?q=a", "X-Caller", "p2"))).containsExactly("a");
    assertThat(names(api.get(SEARCH + "?q=a", "X-Caller", "p3"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "q=%22open",
        "q=a)",
        "q=size:big",
        "q=%FF",
        "facet=name",
        "facet=size",
        "facet=",
        "facet_limit=0",
        "facet_limit=x",
        "facet_limit=",
        "cursor=",
        "cursor=x",
        "cursor=%F0%9F%92%BF",
        "marker=x",
        "limit=-1",
        "sort=relevant",
        "sort=relevance:asc",
        "visibility=nobody"
      })
  void refuses(String query) {
    api.get(SEARCH + "?" + query).expect(400);
  }

  @Test
  void saysWhereAQueryMakesNoSense() {
    assertThat(api.get(SEARCH + "?q=debian+(12", "Accept", "application/json").expect(400).text())
        .contains("Invalid query at character 8: this parenthesis is never closed");
  }

  @Test
  void refusesMoreFacetsThanItCounts() {
    StringBuilder query = new StringBuilder(SEARCH + "?q=a");
    for (int i = 0; i < 16; i++) {
      query.append("&facet=f").append(i);
    }
    api.get(query.toString()).expect(200);
    api.get(query + "&facet=one_more").expect(400);
    api.get(query + "&facet=f1").expect(200);
  }

  private static List<JsonObject> results(Answer answer) {
    if (answer.expect(200).member("results") instanceof JsonArray array) {
      return array.items().stream().map(JsonObject.class::cast).toList();
    }
    throw new AssertionError("no page: " + answer.text());
  }

  private static List<String> names(Answer answer) {
    return results(answer).stream()
        .map(result -> (JsonObject) image(result))
        .map(image -> image.members().get("name") instanceof JsonText(String text) ? text : "")
        .toList();
  }

  private static JsonValue image(JsonObject result) {
    JsonValue image = result.members().get("image");
    if (image == null) {
      throw new AssertionError("a result without its image");
    }
    return image;
  }
}
