package dev.vitrine.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.DefaultValue;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceContent;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.catalog.metadefs.ObjectDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinitionBuilder;
import dev.vitrine.catalog.metadefs.ResourceType;
import dev.vitrine.catalog.metadefs.Tag;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// How namespaces, what is in them, and resource types are written down.
final class MetadefCodecsTest {
  private static final Instant THEN = Instant.parse("2026-01-05T10:00:00Z");
  private static final Key KEY = new Key("some/key");

  @Test
  void writesANamespaceWithEverything() {
    holds(
        NamespaceCodec.INSTANCE,
        new Namespace(
            "OS::Ünit/1",
            "Unit",
            "What it is",
            NamespaceVisibility.PUBLIC,
            true,
            "o",
            THEN,
            THEN,
            List.of(
                new Association("OS::Glance::Image", "hw_", "image", THEN, THEN),
                new Association("OS::Nova::Flavor", null, null, THEN, THEN))),
        """
        {"v":1,"name":"OS::Ünit/1","display_name":"Unit","description":"What it is",\
        "visibility":"public","protected":true,"owner":"o",\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000000Z",\
        "associations":[\
        {"resource_type":"OS::Glance::Image","prefix":"hw_","properties_target":"image",\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000000Z"},\
        {"resource_type":"OS::Nova::Flavor",\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000000Z"}]}\
        """);
  }

  @Test
  void leavesOutWhatANamespaceDoesNotSay() {
    holds(
        NamespaceCodec.INSTANCE,
        new Namespace("n", null, null, null, false, null, THEN, THEN, List.of()),
        """
        {"v":1,"name":"n",\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000000Z"}\
        """);
    holds(NamespaceContentCodec.INSTANCE, NamespaceContent.EMPTY, "{\"v\":1}");
  }

  @Test
  void writesAResourceType() {
    holds(
        ResourceTypeCodec.INSTANCE,
        new ResourceType("OS::Glance::Image", THEN, THEN),
        """
        {"v":1,"name":"OS::Glance::Image",\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000000Z"}\
        """);
  }

  @Test
  void writesContentInItsOrder() {
    SequencedMap<String, PropertyDefinition> properties = new LinkedHashMap<>();
    properties.put("z/ü", new PropertyDefinitionBuilder("string", "Z").build());
    properties.put("a", new PropertyDefinitionBuilder("boolean", "A").build());
    SequencedMap<String, ObjectDefinition> objects = new LinkedHashMap<>();
    objects.put(
        "o", new ObjectDefinition("o", "An o", List.of("a", "b,c"), properties, THEN, THEN));
    SequencedMap<String, Tag> tags = new LinkedHashMap<>();
    tags.put("t", new Tag("t", THEN, THEN));
    holds(
        NamespaceContentCodec.INSTANCE,
        new NamespaceContent(properties, objects, tags),
        """
        {"v":1,"properties":{"z/ü":{"type":"string","title":"Z"},\
        "a":{"type":"boolean","title":"A"}},\
        "objects":[{"name":"o","description":"An o","required":["a","b,c"],\
        "properties":{"z/ü":{"type":"string","title":"Z"},"a":{"type":"boolean","title":"A"}},\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000000Z"}],\
        "tags":[{"name":"t",\
        "created_at":"2026-01-05T10:00:00.000000Z","updated_at":"2026-01-05T10:00:00.000000Z"}]}\
        """);
  }

  @Test
  void writesEverythingThatADefinitionMaySay() {
    PropertyDefinition everything =
        new PropertyDefinitionBuilder("array", "All")
            .description("d")
            .operators(List.of("<in>"))
            .defaultValue(new DefaultValue.Numeric(new BigDecimal("8")))
            .readOnly(false)
            .minimum(new BigDecimal("-1.50"))
            .maximum(new BigDecimal("1E+400"))
            .enumeration(List.of())
            .pattern("^[a-z]+$")
            .minLength(0L)
            .maxLength(9L)
            .confidential(true)
            .items(new PropertyDefinition.Items("string", List.of("x")))
            .uniqueItems(true)
            .minItems(1L)
            .maxItems(2L)
            .additionalItems(false)
            .build();
    holds(
        NamespaceContentCodec.INSTANCE,
        content("p", everything),
        """
        {"v":1,"properties":{"p":{"type":"array","title":"All","description":"d",\
        "operators":["<in>"],"default":8,"readonly":false,"minimum":"-1.50","maximum":"1E+400",\
        "enum":[],"pattern":"^[a-z]+$","min_length":0,"max_length":9,"confidential":true,\
        "items":{"type":"string","enum":["x"]},"unique_items":true,"min_items":1,"max_items":2,\
        "additional_items":false}}}\
        """);
  }

  @Test
  void keepsEachKindOfDefault() {
    for (DefaultValue value :
        List.of(
            new DefaultValue.Text("8"),
            new DefaultValue.Numeric(new BigDecimal("1.0")),
            new DefaultValue.Flag(true),
            new DefaultValue.Nothing())) {
      NamespaceContent content =
          content("p", new PropertyDefinitionBuilder("string", "P").defaultValue(value).build());
      byte[] bytes = NamespaceContentCodec.INSTANCE.encode(content);
      assertThat(NamespaceContentCodec.INSTANCE.decode(KEY, bytes)).isEqualTo(content);
    }
    assertThat(new DefaultValue.Flag(true).shown()).isEqualTo("True");
    assertThat(new DefaultValue.Nothing().shown()).isNull();
  }

  @Test
  void refusesAFieldThatItDoesNotKnowAnywhere() {
    for (String record :
        List.of(
            "{\"v\":1,\"more\":1}",
            "{\"v\":1,\"properties\":{\"p\":{\"type\":\"string\",\"title\":\"P\",\"more\":1}}}",
            "{\"v\":1,\"properties\":{\"p\":{\"title\":\"P\",\"type\":\"string\"}}}",
            "{\"v\":1,\"objects\":[{\"more\":1}]}",
            "{\"v\":1,\"tags\":[{\"more\":1}]}",
            "{\"v\":1,\"tags\":[7]}",
            "{\"v\":1,\"tags\":[{\"name\":\"t\"}]}")) {
      assertThatExceptionOfType(RegistryException.Unreadable.class)
          .as(record)
          .isThrownBy(() -> NamespaceContentCodec.INSTANCE.decode(KEY, record.getBytes(UTF_8)));
    }
  }

  private static NamespaceContent content(String name, PropertyDefinition definition) {
    return NamespaceContent.EMPTY.withProperties(new LinkedHashMap<>(Map.of(name, definition)));
  }

  private static <T> void holds(RecordCodec<T> codec, T record, String json) {
    assertThat(new String(codec.encode(record), UTF_8)).isEqualTo(json);
    assertThat(codec.decode(KEY, json.getBytes(UTF_8))).isEqualTo(record);
  }
}
