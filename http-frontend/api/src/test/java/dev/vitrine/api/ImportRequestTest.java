package dev.vitrine.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.json.JsonReader;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.catalog.ImportSource;
import dev.vitrine.http.RequestFacts;
import dev.vitrine.images.ImportOptions;
import dev.vitrine.images.ImportOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportRequestTest {
  private static final String ID = "5f6f2d3c-8f0c-4b2e-9d4a-3c2b1a098765";

  private static ImportOrder read(String method) throws Exception {
    String body = "{\"method\":" + method.replace('\'', '"') + ",\"x\":1}";
    ImportOptions options =
        new ImportOptions(List.of(ImportOptions.REGION), 1, List.of(), Map.of(), Set.of());
    JsonObject object = (JsonObject) JsonReader.parse(body.getBytes(UTF_8));
    return ImportRequest.read(object, null, options, new RequestFacts());
  }

  @Test
  void namesAnImageOfAnotherRegion() throws Exception {
    ImportOrder order =
        read("{'name':'glance-download','glance_region':'two','glance_image_id':'" + ID + "'}");

    assertThat(order.source()).isEqualTo(new ImportSource.Region("two", ID, "public"));
    // What the service decided is what the task says was ordered.
    assertThat(order.words().input("i", List.of("a")))
        .contains("\"glance_service_interface\":\"public\"")
        .contains("\"x\":1");
    assertThat(
            read("{'name':'glance-download','glance_region':'two','glance_image_id':'"
                    + ID
                    + "','glance_service_interface':'internal'}")
                .source())
        .isEqualTo(new ImportSource.Region("two", ID, "internal"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'glance-download'}                                              | region",
        "{'name':'glance-download','glance_region':1}                            | region",
        "{'name':'glance-download','glance_region':'two'}                        | image_id",
        "{'name':'glance-download','glance_region':'t','glance_image_id':'foo'}  | image id does"
            + " not look like a UUID",
        "{'name':'glance-download','glance_region':'t','glance_image_id':'../x'} | image id does"
            + " not look like a UUID"
      })
  void saysWhatIsMissing(String method, String message) {
    assertThatThrownBy(() -> read(method))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(message);
  }
}
