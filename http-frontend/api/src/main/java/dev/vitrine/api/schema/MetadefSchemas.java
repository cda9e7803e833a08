package dev.vitrine.api.schema;

import dev.vitrine.api.schema.Schema.Anything;
import dev.vitrine.api.schema.Schema.Count;
import dev.vitrine.api.schema.Schema.Decimal;
import dev.vitrine.api.schema.Schema.Flag;
import dev.vitrine.api.schema.Schema.Formatted;
import dev.vitrine.api.schema.Schema.ListOf;
import dev.vitrine.api.schema.Schema.MapOf;
import dev.vitrine.api.schema.Schema.Reference;
import dev.vitrine.api.schema.Schema.Structure;
import dev.vitrine.api.schema.Schema.Supposing;
import dev.vitrine.api.schema.Schema.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// What metadata definitions may look like (Metadata Definitions API v2, `schemas/metadefs/…`).
public final class MetadefSchemas {
  /// Names of everything, prefixes and targets.
  public static final int MAX_NAME_CHARS = 80;

  private static final int MAX_DESCRIPTION_CHARS = 500;
  private static final int MAX_OWNER_CHARS = 255;

  private static final Text NAME = Text.any().atMost(MAX_NAME_CHARS);
  private static final Formatted TIME = new Formatted(Text.any(), "date-time");
  private static final Text TYPE =
      Text.oneOf(List.of("array", "boolean", "integer", "number", "object", "string"));

  private static final Schema NOT_NEGATIVE = new Count();
  private static final Reference POSITIVE_INTEGER = new Reference("positiveInteger", NOT_NEGATIVE);
  private static final Schema OR_ZERO = new Supposing(POSITIVE_INTEGER, "0");
  private static final Reference POSITIVE_INTEGER_OR_ZERO =
      new Reference("positiveIntegerDefault0", OR_ZERO);
  private static final Schema TEXTS = new ListOf(Text.any(), 0, true);
  private static final Reference STRING_ARRAY = new Reference("stringArray", TEXTS);
  private static final Schema DEFINITIONS_BY_NAME =
      new MapOf(
          definition(STRING_ARRAY, StructureBuilder.part()).required("title", "type").build());
  private static final Reference PROPERTIES = new Reference("property", DEFINITIONS_BY_NAME);

  private static final Structure NAMESPACE =
      StructureBuilder.named("namespace")
          .member("namespace", NAME, "Name of the namespace, unique among all")
          .member("display_name", NAME, "Name of the namespace, for people")
          .member(
              "description",
              Text.any().atMost(MAX_DESCRIPTION_CHARS),
              "What the namespace is about")
          .member(
              "visibility",
              Text.oneOf(List.of("public", "private")),
              "Who besides its owner may see the namespace")
          .member("protected", new Flag(), "Whether the namespace is safe from deletion")
          .member("owner", Text.any().atMost(MAX_OWNER_CHARS), "Project that owns the namespace")
          .readOnly("created_at", TIME, "When the namespace was made")
          .readOnly("updated_at", TIME, "When the namespace was last changed")
          .readOnly("schema", Text.any())
          .readOnly("self", Text.any())
          .member(
              "resource_type_associations",
              new ListOf(
                  StructureBuilder.part()
                      .member("name", Text.any())
                      .member("prefix", Text.any())
                      .member("properties_target", Text.any())
                      .build()))
          .member("properties", PROPERTIES)
          .member(
              "objects",
              new ListOf(
                  StructureBuilder.part()
                      .member("name", Text.any())
                      .member("description", Text.any())
                      .member("required", STRING_ARRAY)
                      .member("properties", PROPERTIES)
                      .build()))
          .member("tags", new ListOf(StructureBuilder.part().member("name", Text.any()).build()))
          .required("namespace")
          .closed()
          .build();

  private static final Structure OBJECT =
      StructureBuilder.named("object")
          .member("name", NAME)
          .member("description", Text.any())
          .member("required", STRING_ARRAY)
          .member("properties", PROPERTIES)
          .readOnly("schema", Text.any())
          .readOnly("self", Text.any())
          .readOnly("created_at", TIME, "When the object was made")
          .readOnly("updated_at", TIME, "When the object was last changed")
          .required("name")
          .closed()
          .build();

  /// Within the definition of one property alone, a list of required names is not empty.
  private static final Schema SOME_TEXTS = new ListOf(Text.any(), 1, true);

  private static final Structure PROPERTY =
      definition(new Reference("stringArray", SOME_TEXTS), StructureBuilder.named("property"))
          .required("type", "title", "name")
          .closed()
          .build();

  private static final Structure TAG =
      StructureBuilder.named("tag")
          .member("name", NAME)
          .readOnly("created_at", TIME, "When the tag was made")
          .readOnly("updated_at", TIME, "When the tag was last changed")
          .required("name")
          .closed()
          .build();

  /// What `POST …/tags` takes. It is published under the name of the list, which has links besides.
  private static final Structure NEW_TAGS =
      StructureBuilder.named("tags")
          .member(
              "tags",
              new ListOf(
                  StructureBuilder.part().member("name", NAME).required("name").closed().build()))
          .required("tags")
          .closed()
          .build();

  private static final Structure ASSOCIATION =
      StructureBuilder.named("resource_type_association")
          .member("name", NAME, "Name of the kind of resource, such as OS::Glance::Image")
          .member(
              "prefix",
              NAME,
              "What comes before the names of the namespace's properties on such a resource,"
                  + " separator included")
          .member(
              "properties_target",
              NAME,
              "Which of the resource's maps the properties go to, where there are several")
          .readOnly("created_at", TIME, "When the association was made")
          .readOnly("updated_at", TIME, "When the association was last changed")
          .required("name")
          .closed()
          .build();

  private MetadefSchemas() {}

  private static StructureBuilder definition(Schema required, StructureBuilder builder) {
    return builder
        .member("name", NAME)
        .member("title", Text.any())
        .member("description", Text.any())
        .member("operators", new ListOf(Text.any()))
        .member("type", TYPE)
        .member("required", required)
        .member("minimum", new Decimal())
        .member("maximum", new Decimal())
        .member("maxLength", POSITIVE_INTEGER)
        .member("minLength", POSITIVE_INTEGER_OR_ZERO)
        .member("pattern", new Formatted(Text.any(), "regex"))
        .member("enum", new ListOf(new Anything()))
        .member("readonly", new Flag())
        .member("default", new Anything())
        .member(
            "items",
            StructureBuilder.part()
                .member("type", TYPE)
                .member("enum", new ListOf(new Anything()))
                .build())
        .member("maxItems", POSITIVE_INTEGER)
        .member("minItems", POSITIVE_INTEGER_OR_ZERO)
        .member("uniqueItems", new Supposing(new Flag(), "false"))
        .member("additionalItems", new Flag());
  }

  public static CompiledSchema namespace() {
    return Checks.NAMESPACE;
  }

  public static CompiledSchema object() {
    return Checks.OBJECT;
  }

  public static CompiledSchema property() {
    return Checks.PROPERTY;
  }

  public static CompiledSchema tag() {
    return Checks.TAG;
  }

  /// What gives a namespace many tags at once.
  public static CompiledSchema newTags() {
    return Checks.NEW_TAGS;
  }

  public static CompiledSchema association() {
    return Checks.ASSOCIATION;
  }

  /// What clients send, ready to be held against.
  private static final class Checks {
    static final CompiledSchema NAMESPACE = CompiledSchema.of(MetadefSchemas.NAMESPACE, shared());
    static final CompiledSchema OBJECT = CompiledSchema.of(MetadefSchemas.OBJECT, shared());
    static final CompiledSchema PROPERTY =
        CompiledSchema.of(MetadefSchemas.PROPERTY, sharedByProperties());
    static final CompiledSchema TAG = CompiledSchema.of(MetadefSchemas.TAG);
    static final CompiledSchema NEW_TAGS = CompiledSchema.of(MetadefSchemas.NEW_TAGS);
    static final CompiledSchema ASSOCIATION = CompiledSchema.of(MetadefSchemas.ASSOCIATION);
  }

  /// What several documents say once, by name.
  private static SequencedMap<String, Schema> shared() {
    SequencedMap<String, Schema> shared = new LinkedHashMap<>();
    shared.put("positiveInteger", NOT_NEGATIVE);
    shared.put("positiveIntegerDefault0", OR_ZERO);
    shared.put("stringArray", TEXTS);
    shared.put("property", DEFINITIONS_BY_NAME);
    return shared;
  }

  private static SequencedMap<String, Schema> sharedByProperties() {
    SequencedMap<String, Schema> shared = new LinkedHashMap<>();
    shared.put("positiveInteger", NOT_NEGATIVE);
    shared.put("positiveIntegerDefault0", OR_ZERO);
    shared.put("stringArray", SOME_TEXTS);
    return shared;
  }

  /// The documents that are published, by the last segment of their paths.
  public static SequencedMap<String, byte[]> documents() {
    SequencedMap<String, Schema> shared = shared();
    SequencedMap<String, Schema> ofProperty = sharedByProperties();
    SequencedMap<String, Schema> none = new LinkedHashMap<>();
    SequencedMap<String, byte[]> documents = new LinkedHashMap<>();
    documents.put("namespace", SchemaWriter.document(NAMESPACE, shared));
    documents.put(
        "namespaces", SchemaWriter.document(page("namespaces", new ListOf(NAMESPACE)), shared));
    documents.put("resource_type", SchemaWriter.document(ASSOCIATION, none));
    documents.put(
        "resource_types",
        SchemaWriter.document(page("resource_type_associations", new ListOf(ASSOCIATION)), none));
    documents.put("property", SchemaWriter.document(PROPERTY, ofProperty));
    documents.put(
        "properties",
        SchemaWriter.document(page("properties", new MapOf(listedProperty())), ofProperty));
    documents.put("object", SchemaWriter.document(OBJECT, shared));
    documents.put("objects", SchemaWriter.document(page("objects", new ListOf(OBJECT)), shared));
    documents.put("tag", SchemaWriter.document(TAG, none));
    documents.put("tags", SchemaWriter.document(page("tags", new ListOf(TAG)), none));
    return documents;
  }

  private static Structure page(String name, Schema items) {
    return StructureBuilder.named(name)
        .member(name, items)
        .member("first", Text.any())
        .member("next", Text.any())
        .member("schema", Text.any())
        .link("first", "{first}")
        .link("next", "{next}")
        .link("describedby", "{schema}")
        .build();
  }

  private static Structure listedProperty() {
    return new Structure(
        PROPERTY.name(), PROPERTY.properties(), List.of("type", "title"), null, true, List.of());
  }
}
