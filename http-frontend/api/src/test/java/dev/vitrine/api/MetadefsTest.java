package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `/v2/metadefs/…`.
class MetadefsTest {
  private static final String NAMESPACES = "/v2/metadefs/namespaces";
  private static final String TIME = "\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"";

  private final TestApi api = new TestApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aNamespaceIsLoadedFromItsFileInTheModeThatIsAskedFor() {
    String file =
        "{\"namespace\":\"L\",\"protected\":true,\"visibility\":\"public\",\"properties\":"
            + "{\"p\":{\"title\":\"%s\",\"type\":\"string\"}},\"tags\":[{\"name\":\"%s\"}],"
            + "\"created_at\":\"2026-01-01T00:00:00Z\",\"self\":\"/v2/x\"}";
    assertThat(load("", file.formatted("one", "a"))).isEqualTo("added");
    assertThat(load("", file.formatted("two", "b"))).isEqualTo("kept");
    assertThat(load("?mode=merge", file.formatted("two", "b"))).isEqualTo("merged");
    assertThat(loaded()).contains("\"one\"", "\"a\"", "\"b\"");
    assertThat(load("?mode=prefer-new", file.formatted("two", "b"))).isEqualTo("merged");
    assertThat(loaded()).contains("\"two\"", "\"a\"", "\"b\"").doesNotContain("\"one\"");
    assertThat(load("?mode=overwrite", file.formatted("three", "c"))).isEqualTo("replaced");
    assertThat(loaded()).contains("\"three\"", "\"c\"").doesNotContain("\"two\"", "\"a\"");

    api.post("/v2/metadefs/load?mode=other", file.formatted("x", "x")).expect(400);
    api.post("/v2/metadefs/load", "{}").expect(400);
    api.post("/v2/metadefs/load", file.formatted("x", "x"), "X-Caller", "p").expect(403);
  }

  private String load(String query, String file) {
    return api.post("/v2/metadefs/load" + query, file).expect(200).string("outcome");
  }

  private String loaded() {
    return api.get(NAMESPACES + "/L").expect(200).text();
  }

  @Test
  void aNamespaceComesWithEverythingAndIsShownSo() {
    Answer made =
        create(
            """
            {"namespace": "OS::A", "display_name": "A", "visibility": "public",
             "resource_type_associations": [{"name": "OS::Glance::Image", "prefix": "hw_"}],
             "properties": {"p": {"title": "P", "type": "integer", "default": true,
                                  "minimum": 1.5, "enum": ["1"], "minLength": 3}},
             "objects": [{"name": "o", "required": ["q"],
                          "properties": {"q": {"title": "Q", "type": "string"}}}],
             "tags": [{"name": "t"}, {"name": "u"}]}\
            """);
    assertThat(made.header("Location"))
        .isEqualTo("http://images.example:9292/v2/metadefs/namespaces/OS::A");
    assertThat(timeless(made))
        .isEqualTo(
            """
            {"namespace":"OS::A","display_name":"A","visibility":"public","protected":false,\
            "owner":"operations","created_at":T,"updated_at":T,\
            "resource_type_associations":[{"name":"OS::Glance::Image","prefix":"hw_",\
            "created_at":T,"updated_at":T}],\
            "properties":{"p":{"type":"integer","title":"P","default":"True","minimum":1,\
            "enum":["1"],"minLength":3}},\
            "objects":[{"name":"o","required":["q"],\
            "properties":{"q":{"type":"string","title":"Q"}}}],\
            "tags":[{"name":"t"},{"name":"u"}],\
            "self":"/v2/metadefs/namespaces/OS::A","schema":"/v2/schemas/metadefs/namespace"}\
            """);
    assertThat(timeless(api.get(NAMESPACES + "/OS::A?resource_type=OS::Glance::Image").expect(200)))
        .contains("\"hw_p\":{", "\"required\":[\"hw_q\"]", "\"tags\":[{\"name\":\"u\"}")
        .contains("\"self\":\"/v2/metadefs/namespaces/OS::A/objects/o\"");
    assertThat(api.get(NAMESPACES + "?foo=1").expect(200).text())
        .contains("\"first\":\"/v2/metadefs/namespaces?foo=1\"")
        .doesNotContain("\"properties\":", "\"next\"");
  }

  @Test
  void namesMayHaveSlashesAndAnyScript() {
    Answer made = create("{\"namespace\": \"a/ü b\"}");
    String self = NAMESPACES + "/a%2F%C3%BC%20b";
    assertThat(made.string("self")).isEqualTo(self);
    api.post(self + "/properties", "{\"name\":\"x/y\",\"title\":\"X\",\"type\":\"string\"}")
        .expect(201);
    assertThat(api.get(self + "/properties/x%2Fy").expect(200).string("name")).isEqualTo("x/y");
    api.send("POST", self + "/tags/%2F", FakeBody.none()).expect(201);
    assertThat(api.get(self + "/tags").text()).isEqualTo("{\"tags\":[{\"name\":\"/\"}]}");
    api.delete(self).expect(204);
    api.get(self).expect(404);
  }

  @Test
  void replacesAllAttributesAndKeepsTheContent() {
    create(
        """
        {"namespace":"n","display_name":"N","visibility":"public","protected":true,"owner":"o",
         "tags":[{"name":"t"}]}\
        """);
    Answer replaced = put("/n", "{\"namespace\":\"m\"}").expect(200);
    assertThat(timeless(replaced))
        .isEqualTo(
            """
            {"namespace":"m","visibility":"private","protected":false,"owner":"operations",\
            "created_at":T,"updated_at":T,"self":"/v2/metadefs/namespaces/m",\
            "schema":"/v2/schemas/metadefs/namespace"}\
            """);
    assertThat(api.get(NAMESPACES + "/m/tags").text()).contains("\"t\"");
    api.get(NAMESPACES + "/n").expect(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "7",
        "{\"namespace\":7}",
        "{\"namespace\":\"\"}",
        "{\"namespace\":\"n\",\"more\":1}",
        "{\"namespace\":\"n\",\"visibility\":\"shared\"}",
        "{\"namespace\":\"n\",\"protected\":\"true\"}",
        "{\"namespace\":\"n\",\"owner\":null}",
        "{\"namespace\":\"n\",\"properties\":[]}",
        "{\"namespace\":\"n\",\"properties\":{\"p\":7}}",
        "{\"namespace\":\"n\",\"properties\":{\"p\":{}}}",
        "{\"namespace\":\"n\",\"properties\":{\"p\":{\"title\":\"P\",\"type\":\"null\"}}}",
        "{\"namespace\":\"n\",\"properties\":{\"p\":{\"title\":\"P\",\"type\":\"string\",\"x\":1}}}",
        "{\"namespace\":\"n\",\"objects\":[{}]}",
        "{\"namespace\":\"n\",\"objects\":[7]}",
        "{\"namespace\":\"n\",\"objects\":[{\"name\":\"o\",\"required\":[\"a\",\"a\"]}]}",
        "{\"namespace\":\"n\",\"tags\":[{}]}",
        "{\"namespace\":\"n\",\"tags\":[{\"name\":7}]}",
        "{\"namespace\":\"n\",\"resource_type_associations\":[{}]}",
        "not json",
        "",
      })
  void refusesABodyThatIsNoNamespace(String body) {
    assertThat(api.post(NAMESPACES, body).expect(400).text()).isNotEmpty();
    api.get(NAMESPACES + "/n").expect(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"p\",\"type\":\"string\"}",
        "{\"title\":\"P\",\"type\":\"string\"}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"text\"}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"enum\":[1]}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"items\":{}}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"required\":[\"a\"]}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"confidential\":true}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"minLength\":-1}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"minItems\":1.5}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"maximum\":1e999999999}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"maxItems\":1e30}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"operators\":\"<in>\"}",
        "{\"name\":\"p\",\"title\":\"P\",\"type\":\"string\",\"other\":1}",
      })
  void refusesABodyThatIsNoProperty(String body) {
    create("{\"namespace\":\"n\"}");
    api.post(NAMESPACES + "/n/properties", body).expect(400);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v2/metadefs/namespaces, created_at",
    "PUT, /v2/metadefs/namespaces/n, self",
    "POST, /v2/metadefs/namespaces/n/objects, schema",
    "POST, /v2/metadefs/namespaces/n/properties, updated_at",
    "POST, /v2/metadefs/namespaces/n/resource_types, created_at",
    "PUT, /v2/metadefs/namespaces/n/tags/t, created_at",
  })
  void forbidsToSetWhatOnlyTheServiceSets(String method, String path, String key) {
    create("{\"namespace\":\"n\",\"tags\":[{\"name\":\"t\"}]}");
    assertThat(api.send(method, path, TestApi.body("{\"" + key + "\":\"x\"}")).expect(403).text())
        .contains("Attribute '" + key + "' is read-only.");
  }

  @ParameterizedTest
  @CsvSource({
    "?limit=x, 400",
    "?limit=-1, 400",
    "?limit=0, 200",
    "?sort_key=color, 400",
    "?sort_dir=up, 400",
    "?visibility=shared, 400",
    "?marker=nobody, 404",
    "?sort_key=display_name&sort_dir=asc&limit=99999999999, 200",
    "/n/tags?limit=x, 400",
    "/n/tags?limit=-1, 400",
    "/n/tags?marker=nobody, 404",
    "/n/tags?sort_key=color, 400",
    "/n/tags?visibility=none, 400",
    "/n/objects?limit=0, 400",
    "/n/objects?limit=x, 400",
    "/n/objects?marker=whatever, 200",
    "/n/properties?limit=x, 200",
  })
  void knowsWhatAListMayBeAsked(String query, int status) {
    create("{\"namespace\":\"n\"}");
    api.get(NAMESPACES + query).expect(status);
  }

  @Test
  void pagesByMarkersAndAdvertisesAPageAfterAFullOne() {
    for (String name : new String[] {"a", "b", "c"}) {
      create("{\"namespace\":\"" + name + "\",\"visibility\":\"public\"}");
    }
    Answer page = api.get(NAMESPACES + "?limit=2&sort_key=namespace&sort_dir=asc").expect(200);
    String next = page.string("next");
    assertThat(next).isEqualTo(NAMESPACES + "?limit=2&sort_key=namespace&sort_dir=asc&marker=b");
    assertThat(api.get(next).text()).contains("\"namespace\":\"c\"").doesNotContain("\"next\"");
    Answer full = api.get(NAMESPACES + "?limit=3").expect(200);
    assertThat(api.get(full.string("next")).text()).startsWith("{\"namespaces\":[]");
  }

  @Test
  void tagsAreReplacedOrAppended() {
    create("{\"namespace\":\"n\",\"tags\":[{\"name\":\"old\"}]}");
    String tags = NAMESPACES + "/n/tags";
    assertThat(
            api.post(tags, "{\"tags\":[{\"name\":\"a\"}]}", "X-Openstack-Append", "True")
                .expect(201)
                .text())
        .isEqualTo("{\"tags\":[{\"name\":\"a\"}]}");
    assertThat(api.get(tags).text()).isEqualTo("{\"tags\":[{\"name\":\"a\"},{\"name\":\"old\"}]}");
    api.post(tags, "{\"tags\":[{\"name\":\"b\"}]}").expect(201);
    assertThat(api.get(tags).text()).isEqualTo("{\"tags\":[{\"name\":\"b\"}]}");
    api.post(tags, "{}").expect(400);
    api.post(tags, "{\"tags\":[{\"name\":\"" + "x".repeat(81) + "\"}]}").expect(400);
    api.post(tags, "{\"tags\":[{\"name\":\"b\"}]}", "X-Openstack-Append", "true").expect(409);
  }

  @Test
  void readersReadAndOnlyAdministratorsWrite() {
    create("{\"namespace\":\"open\",\"visibility\":\"public\"}");
    create("{\"namespace\":\"closed\"}");
    String[] reader = {"X-Caller", "reader:other"};
    api.get(NAMESPACES + "/open", reader).expect(200);
    api.get(NAMESPACES + "/closed", reader).expect(404);
    assertThat(api.get(NAMESPACES, reader).expect(200).text()).doesNotContain("closed");
    assertThat(api.delete(NAMESPACES + "/open/objects", reader).expect(403).text())
        .contains("delete_metadef_namespace");
    api.post(NAMESPACES, "{\"namespace\":\"n\"}", reader).expect(403);
    api.post(NAMESPACES + "/closed/objects", "{\"name\":\"o\"}", reader).expect(404);
    api.get(NAMESPACES, "X-Caller", "nobody").expect(401);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/metadefs/resource_types, GET",
    "/v2/metadefs/namespaces, 'GET, POST'",
    "/v2/metadefs/namespaces/n, 'GET, PUT, DELETE'",
    "/v2/metadefs/namespaces/n/resource_types, 'GET, POST'",
    "/v2/metadefs/namespaces/n/resource_types/t, DELETE",
    "/v2/metadefs/namespaces/n/properties, 'GET, POST, DELETE'",
    "/v2/metadefs/namespaces/n/properties/p, 'GET, PUT, DELETE'",
    "/v2/metadefs/namespaces/n/objects, 'GET, POST, DELETE'",
    "/v2/metadefs/namespaces/n/objects/o, 'GET, PUT, DELETE'",
    "/v2/metadefs/namespaces/n/tags, 'GET, POST, DELETE'",
    "/v2/metadefs/namespaces/n/tags/t, 'GET, POST, PUT, DELETE'",
    "/v2/schemas/metadefs/namespace, GET",
  })
  void sayWhichMethodsAPathHas(String path, String methods) {
    assertThat(api.send("PATCH", path, FakeBody.none()).expect(405).header("Allow"))
        .isEqualTo(methods);
  }

  @ParameterizedTest
  @CsvSource({
    "namespace, namespace",
    "namespaces, namespaces",
    "resource_type, resource_type_association",
    "resource_types, resource_type_associations",
    "property, property",
    "properties, properties",
    "object, object",
    "objects, objects",
    "tag, tag",
    "tags, tags",
  })
  void publishesItsSchemas(String document, String name) {
    Answer schema = api.get("/v2/schemas/metadefs/" + document).expect(200);
    assertThat(schema.string("name")).isEqualTo(name);
    assertThat(schema.json().members()).containsKey("properties");
    api.send("GET", "/v2/schemas/metadefs/" + document, TestApi.body("{}")).expect(400);
  }

  @Test
  void saysEachSharedPartOfASchemaOnce() {
    Answer schema = api.get("/v2/schemas/metadefs/object");
    assertThat(schema.text())
        .contains("\"properties\":{\"$ref\":\"#/definitions/property\"}")
        .contains("\"stringArray\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},")
        .contains("{\"allOf\":[{\"$ref\":\"#/definitions/positiveInteger\"},{\"default\":0}]}");
  }

  private Answer create(String body) {
    return api.post(NAMESPACES, body).expect(201);
  }

  private Answer put(String path, String body) {
    return api.send("PUT", NAMESPACES + path, TestApi.body(body));
  }

  private static String timeless(Answer answer) {
    return answer.text().replaceAll(TIME, "T");
  }
}
