package dev.vitrine.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.PropertyChecks.Strictness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Properties of images held against metadata definitions: `?validate` and what the operator says.
class PropertyChecksTest {
  private static final String IMAGES = "/v2/images";
  private static final String FAULTS = "X-Image-Property-Faults";

  @Test
  void nobodyLooksUnlessAsked() {
    try (TestApi api = defined(Strictness.OFF)) {
      assertThat(made(api, "", "\"hw_sockets\":\"four\"").expect(201).header(FAULTS)).isNull();
    }
  }

  @Test
  void whoAsksForAWarningGetsTheImageAndTheFaults() {
    try (TestApi api = defined(Strictness.OFF)) {
      Answer made = made(api, "?validate=warn", "\"hw_sockets\":\"four\",\"hw_bus\":\"scsi\"");
      assertThat(made.expect(201).header(FAULTS))
          .isEqualTo(
              "\"Invalid value for 'hw_sockets': 'four': string found, integer expected"
                  + " (OS::Hardware: Sockets)\""
                  + ", \"Invalid value for 'hw_bus': 'scsi': does not have a value in the"
                  + " enumeration [\\\"virtio\\\", \\\"ide\\\"]"
                  + " (OS::Hardware: Bus)\"");
      assertThat(made.string("hw_sockets")).isEqualTo("four");
      assertThat(made(api, "?validate=warn", "\"hw_sockets\":\"4\"").expect(201).header(FAULTS))
          .isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"?validate=refuse", "?validate"})
  void aRefusalNamesEveryFault(String query) {
    try (TestApi api = defined(Strictness.OFF)) {
      Answer refused = made(api, query, "\"hw_sockets\":\"four\",\"hw_bus\":\"scsi\"");
      assertThat(refused.expect(400).text()).contains("hw_sockets", "hw_bus", "OS::Hardware");
      assertThat(api.get(IMAGES).text()).contains("\"images\":[]");
      made(api, query, "\"hw_sockets\":\"4\",\"hw_bus\":\"ide\",\"other\":\"?\"").expect(201);
    }
  }

  @Test
  void aChangeIsHeldToWhatItSets() {
    try (TestApi api = defined(Strictness.OFF)) {
      String id = made(api, "", "\"hw_sockets\":\"four\"").expect(201).string("id");
      String path = IMAGES + "/" + id;
      assertThat(changed(api, path + "?validate=refuse", "hw_bus", "scsi").expect(400).text())
          .contains("hw_bus")
          .doesNotContain("hw_sockets");
      assertThat(changed(api, path + "?validate=warn", "hw_bus", "scsi").expect(200).header(FAULTS))
          .contains("hw_bus");
      changed(api, path + "?validate=refuse", "hw_bus", "ide").expect(200);
    }
  }

  @Test
  void aRequestMayAskForMoreThanTheOperatorAndNotForLess() {
    try (TestApi api = defined(Strictness.REFUSE)) {
      made(api, "", "\"hw_bus\":\"scsi\"").expect(400);
      made(api, "?validate=warn", "\"hw_bus\":\"scsi\"").expect(400);
    }
    try (TestApi api = defined(Strictness.WARN)) {
      assertThat(made(api, "", "\"hw_bus\":\"scsi\"").expect(201).header(FAULTS)).isNotNull();
      made(api, "?validate=refuse", "\"hw_bus\":\"scsi\"").expect(400);
      made(api, "?validate=off", "").expect(400);
    }
  }

  @Test
  void onlyWhatTheCallerMaySeeCounts() {
    try (TestApi api = defined(Strictness.REFUSE)) {
      define(
          api,
          "\"namespace\":\"Theirs\",\"visibility\":\"private\",\"owner\":\"theirs\","
              + "\"resource_type_associations\":[{\"name\":\"OS::Glance::Image\"}],"
              + "\"properties\":{\"colour\":{\"title\":\"C\",\"type\":\"integer\"}}");
      String red = "{\"colour\":\"red\"}";
      api.post(IMAGES, red, "X-Caller", "others").expect(201);
      api.post(IMAGES, red, "X-Caller", "theirs").expect(400);
    }
  }

  @Test
  void onlyNamespacesOfImagesCountUnderTheNamesOnAnImage() {
    try (TestApi api = defined(Strictness.REFUSE)) {
      define(
          api,
          "\"namespace\":\"Flavors\",\"visibility\":\"public\","
              + "\"resource_type_associations\":[{\"name\":\"OS::Nova::Flavor\"},"
              + "{\"name\":\"OS::Glance::Image\",\"properties_target\":\"elsewhere\"}],"
              + "\"properties\":{\"cores\":{\"title\":\"C\",\"type\":\"integer\"}}");
      made(api, "", "\"cores\":\"many\",\"sockets\":\"four\",\"hw_db_port\":\"1\"").expect(201);
      made(api, "", "\"hw_port\":\"x\"").expect(400);
    }
  }

  @Test
  void aValueThatOneOfSeveralDefinitionsAllowsIsRight() {
    try (TestApi api = defined(Strictness.REFUSE)) {
      define(
          api,
          "\"namespace\":\"More\",\"visibility\":\"public\","
              + "\"resource_type_associations\":[{\"name\":\"OS::Glance::Image\"}],"
              + "\"properties\":{\"hw_bus\":{\"title\":\"B\",\"type\":\"string\","
              + "\"enum\":[\"scsi\"]}}");
      made(api, "", "\"hw_bus\":\"scsi\"").expect(201);
      assertThat(made(api, "", "\"hw_bus\":\"usb\"").expect(400).text())
          .contains("OS::Hardware", "More");
    }
  }

  @Test
  void aDefinitionHoldsFromItsCommitOn() {
    try (TestApi api = defined(Strictness.REFUSE)) {
      made(api, "", "\"hw_bus\":\"scsi\"").expect(400);
      api.delete("/v2/metadefs/namespaces/OS::Hardware").expect(204);
      made(api, "", "\"hw_bus\":\"scsi\"").expect(201);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"type\":\"string\",\"minLength\":2,\"maxLength\":3 | ab, abc         | a, abcd",
        "\"type\":\"string\",\"pattern\":\"^x+$\"            | x, xx           | '', xy",
        "\"type\":\"string\",\"pattern\":\"(\"               | (, x            |",
        "\"type\":\"string\",\"pattern\":\"(a+)+$\"          | aaa             |"
            + " aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab",
        "\"type\":\"integer\",\"minimum\":1,\"maximum\":9    | 1, 9, 5.0, 1e0  | 0, 10, 5.5, x,"
            + " 1e99, 0x1",
        "\"type\":\"integer\",\"enum\":[\"1\",\"2\"]         | 1, 2            | 3, 1.0",
        "\"type\":\"number\",\"minimum\":0                   | 0, 2.5          | -1, many",
        "\"type\":\"boolean\"                                | true, False, 1, no | perhaps, 2",
        "\"type\":\"object\"                                 | {}              | [], x",
        "\"type\":\"string\",\"operators\":[\"<in>\"],\"enum\":[\"a\"] | a, <in> b | b, <in>b",
      })
  void aTextIsReadAsItsDefinitionMeansIt(String definition, String right, String wrong) {
    try (TestApi api = new TestApi(Strictness.REFUSE)) {
      defineOne(api, definition);
      for (String text : right.split(", ", -1)) {
        api.post(IMAGES, one(text)).expect(201);
      }
      if (wrong != null) {
        for (String text : wrong.split(", ", -1)) {
          api.post(IMAGES, one(text.equals("''") ? "" : text)).expect(400);
        }
      }
      api.post(IMAGES, "{\"one\":null}").expect(400); // the image's own schema
    }
  }

  @Test
  void anArrayIsJsonOrBetweenCommas() {
    try (TestApi api = new TestApi(Strictness.REFUSE)) {
      defineOne(
          api,
          "\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"a\",\"b\"]},"
              + "\"minItems\":1,\"maxItems\":2,\"uniqueItems\":true");
      for (String text : new String[] {"a", "a, b", "[\\\"b\\\"]"}) {
        api.post(IMAGES, one(text)).expect(201);
      }
      for (String text : new String[] {"", "c", "a,a", "a,b,a", "[]", "[1]"}) {
        api.post(IMAGES, one(text)).expect(400);
      }
    }
  }

  @Test
  void manyFaultsFitInAHeaderField() {
    try (TestApi api = new TestApi(Strictness.WARN)) {
      StringBuilder properties = new StringBuilder();
      StringBuilder values = new StringBuilder("\"name\":\"n\"");
      for (int i = 0; i < 100; i++) {
        properties.append(i == 0 ? "" : ",");
        properties.append("\"p%d\":{\"title\":\"Größe\",\"type\":\"integer\"}".formatted(i));
        values.append(",\"p%d\":\"x\"".formatted(i));
      }
      define(
          api,
          "\"namespace\":\"N\",\"visibility\":\"public\",\"resource_type_associations\":"
              + "[{\"name\":\"OS::Glance::Image\"}],\"properties\":{"
              + properties
              + "}");
      assertThat(made(api, "", values.toString()).expect(201).header(FAULTS))
          .startsWith(
              "%\"Invalid value for 'p0': 'x': string found, integer expected (N:"
                  + " Gr%c3%b6%c3%9fe)\", ")
          .hasSizeLessThan(5000)
          .matches(".*, \"and [0-9]+ more\"");
    }
  }

  @Test
  void facetsTellWhichDefinitionsAPropertyHas() {
    try (TestApi api = defined(Strictness.OFF)) {
      made(api, "", "\"hw_bus\":\"ide\",\"hw_port\":\"1\",\"other\":\"x\"").expect(201);
      assertThat(
              api.get("/v2/search/images?facet=hw_bus&facet=hw_port&facet=other&facet=status")
                  .expect(200)
                  .text())
          .contains(
              "{\"field\":\"hw_bus\",\"definitions\":"
                  + "[{\"namespace\":\"OS::Hardware\",\"title\":\"Bus\"}],\"values\":",
              "{\"field\":\"hw_port\",\"definitions\":"
                  + "[{\"namespace\":\"OS::Hardware\",\"object\":\"db\",\"title\":\"Port\"}],",
              "{\"field\":\"other\",\"values\":",
              "{\"field\":\"status\",\"values\":");
    }
  }

  private static TestApi defined(Strictness always) {
    TestApi api = new TestApi(always);
    define(
        api,
        """
        "namespace": "OS::Hardware", "visibility": "public",
        "resource_type_associations": [{"name": "OS::Glance::Image", "prefix": "hw_"}],
        "properties": {"sockets": {"title": "Sockets", "type": "integer"},
                       "bus": {"title": "Bus", "type": "string", "enum": ["virtio", "ide"]}},
        "objects": [{"name": "db", "properties": {"port": {"title": "Port", "type": "integer"}}}]\
        """);
    return api;
  }

  private static void defineOne(TestApi api, String definition) {
    define(
        api,
        "\"namespace\":\"N\",\"visibility\":\"public\","
            + "\"resource_type_associations\":[{\"name\":\"OS::Glance::Image\"}],"
            + "\"properties\":{\"one\":{\"title\":\"One\","
            + definition
            + "}}");
  }

  private static void define(TestApi api, String members) {
    api.post("/v2/metadefs/namespaces", "{" + members + "}").expect(201);
  }

  private static String one(String text) {
    return "{\"one\":\"" + text + "\"}";
  }

  private static Answer made(TestApi api, String query, String members) {
    return api.post(IMAGES + query, "{" + members + "}");
  }

  private static Answer changed(TestApi api, String path, String property, String value) {
    return api.patch(
        path, "[{\"op\":\"add\",\"path\":\"/%s\",\"value\":\"%s\"}]".formatted(property, value));
  }
}
