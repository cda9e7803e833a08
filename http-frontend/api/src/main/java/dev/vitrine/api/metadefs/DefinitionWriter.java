package dev.vitrine.api.metadefs;

import dev.vitrine.api.PercentEncoding;
import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.json.JsonStructure;
import dev.vitrine.catalog.metadefs.Association;
import dev.vitrine.catalog.metadefs.DefaultValue;
import dev.vitrine.catalog.metadefs.Namespace;
import dev.vitrine.catalog.metadefs.NamespaceVisibility;
import dev.vitrine.catalog.metadefs.ObjectDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.catalog.metadefs.ResourceType;
import dev.vitrine.catalog.metadefs.Tag;
import dev.vitrine.images.metadefs.NamespacePage;
import dev.vitrine.images.metadefs.WholeNamespace;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes definitions as clients see them. What is not said is left out. One document a writer; not
/// thread-safe.
final class DefinitionWriter {
  static final String NAMESPACES = "/v2/metadefs/namespaces";
  private static final String SCHEMAS = "/v2/schemas/metadefs/";

  private final JsonStructure json = new JsonStructure(2048);

  private DefinitionWriter() {}

  private static byte[] written(Consumer<DefinitionWriter> document) {
    DefinitionWriter writer = new DefinitionWriter();
    writer.json.open('{');
    document.accept(writer);
    writer.json.close('}');
    return writer.json.toBytes();
  }

  /// The path of a namespace.
  static String path(String namespace) {
    return NAMESPACES + "/" + PercentEncoding.segment(namespace);
  }

  /// A namespace after its attributes were replaced: what it applies to is not told again.
  static byte[] replacedNamespace(Namespace namespace) {
    return written(to -> to.head(namespace, true).links(namespace));
  }

  /// A namespace with everything in it.
  static byte[] whole(WholeNamespace whole) {
    return written(to -> {
      Namespace namespace = whole.namespace();
      to.head(namespace, true).associations(namespace);
      to.propertiesIfAny(whole.content().properties());
      if (!whole.content().objects().isEmpty()) {
        to.json.key("objects");
        to.json.array(
            whole.content().objects().values(),
            object -> to.nestedObject(namespace.name(), object));
      }
      to.tagsIfAny(whole.content().tagList().reversed());
      to.links(namespace);
    });
  }

  /// A namespace just made: its objects are as they were sent, without what the service added.
  static byte[] created(WholeNamespace whole) {
    return written(to -> {
      Namespace namespace = whole.namespace();
      to.head(namespace, true).associations(namespace);
      to.propertiesIfAny(whole.content().properties());
      if (!whole.content().objects().isEmpty()) {
        to.json.key("objects");
        to.json.array(whole.content().objects().values(), to::bareObject);
      }
      to.tagsIfAny(whole.content().tagList());
      to.links(namespace);
    });
  }

  /// A namespace as a file: what somebody said, and nothing else. Defaults keep their type.
  static byte[] file(WholeNamespace whole) {
    return written(to -> {
      Namespace namespace = whole.namespace();
      to.head(namespace, false);
      if (!namespace.associations().isEmpty()) {
        to.json.key("resource_type_associations");
        to.json.array(
            namespace.associations(),
            association -> {
              to.json.open('{');
              to.associationFields(association);
              to.json.close('}');
            });
      }
      if (!whole.content().properties().isEmpty()) {
        to.json.key("properties");
        to.definitions(whole.content().properties(), true);
      }
      if (!whole.content().objects().isEmpty()) {
        to.json.key("objects");
        to.json.array(
            whole.content().objects().values(),
            object -> {
              to.json.open('{');
              to.text("name", object.name());
              if (!object.required().isEmpty()) {
                to.texts("required", object.required());
              }
              to.text("description", object.description());
              to.json.key("properties");
              to.definitions(object.properties(), true);
              to.json.close('}');
            });
      }
      to.tagsIfAny(whole.content().tagList());
    });
  }

  static byte[] page(NamespacePage page, String first, @Nullable String next) {
    return written(to -> {
      to.json.key("namespaces");
      to.json.array(
          page.namespaces(),
          namespace -> {
            to.json.open('{');
            to.head(namespace, true).associations(namespace).links(namespace);
            to.json.close('}');
          });
      to.text("first", first);
      to.text("next", next);
      to.text("schema", SCHEMAS + "namespaces");
    });
  }

  static byte[] resourceTypes(List<ResourceType> types) {
    return written(to -> {
      to.json.key("resource_types");
      to.json.array(
          types,
          type -> {
            to.json.open('{');
            to.text("name", type.name());
            to.times(type.createdAt(), type.updatedAt());
            to.json.close('}');
          });
    });
  }

  static byte[] association(Association association) {
    return written(to -> to.associationWithTimes(association));
  }

  static byte[] associations(List<Association> associations) {
    return written(to -> to.associationList(associations));
  }

  static byte[] property(String name, PropertyDefinition definition) {
    return written(to -> to.definition(name, definition, false));
  }

  static byte[] properties(Map<String, PropertyDefinition> definitions) {
    return written(to -> {
      to.json.key("properties");
      to.definitions(definitions, false);
    });
  }

  static byte[] object(String namespace, ObjectDefinition object) {
    return written(to -> to.objectFields(namespace, object, true, true));
  }

  /// An object just written: what the client did not say is not told either.
  static byte[] writtenObject(String namespace, ObjectDefinition object, Set<String> said) {
    return written(to ->
        to.objectFields(namespace, object, said.contains("required"), said.contains("properties")));
  }

  static byte[] objects(String namespace, List<ObjectDefinition> objects) {
    return written(to -> {
      to.json.key("objects");
      to.json.array(objects, object -> to.nestedObject(namespace, object));
      // Without the slash: clients have come to know it so.
      to.text("schema", SCHEMAS.substring(1) + "objects");
    });
  }

  static byte[] tag(Tag tag) {
    return written(to -> {
      to.text("name", tag.name());
      to.times(tag.createdAt(), tag.updatedAt());
    });
  }

  static byte[] tags(List<String> names) {
    return written(to -> to.tagNames(names));
  }

  private DefinitionWriter head(Namespace namespace, boolean complete) {
    text("namespace", namespace.name());
    text("display_name", namespace.displayName());
    text("description", namespace.description());
    NamespaceVisibility visibility = namespace.visibility();
    if (visibility != null || complete) {
      text("visibility", namespace.isPublic() ? "public" : "private");
    }
    if (complete || namespace.isProtected()) {
      json.key("protected").flag(namespace.isProtected());
    }
    text("owner", namespace.owner());
    if (complete) {
      times(namespace.createdAt(), namespace.updatedAt());
    }
    return this;
  }

  private DefinitionWriter associations(Namespace namespace) {
    if (!namespace.associations().isEmpty()) {
      associationList(namespace.associations());
    }
    return this;
  }

  private void associationList(List<Association> associations) {
    json.key("resource_type_associations");
    json.array(
        associations,
        association -> {
          json.open('{');
          associationWithTimes(association);
          json.close('}');
        });
  }

  private void associationWithTimes(Association association) {
    associationFields(association);
    times(association.createdAt(), association.updatedAt());
  }

  private void associationFields(Association association) {
    text("name", association.resourceType());
    text("prefix", association.prefix());
    text("properties_target", association.propertiesTarget());
  }

  private void links(Namespace namespace) {
    text("self", path(namespace.name()));
    text("schema", SCHEMAS + "namespace");
  }

  private void propertiesIfAny(Map<String, PropertyDefinition> definitions) {
    if (!definitions.isEmpty()) {
      json.key("properties");
      definitions(definitions, false);
    }
  }

  private void tagsIfAny(List<Tag> tags) {
    if (!tags.isEmpty()) {
      tagNames(tags.stream().map(Tag::name).toList());
    }
  }

  private void tagNames(List<String> names) {
    json.key("tags");
    json.array(
        names,
        name -> {
          json.open('{');
          text("name", name);
          json.close('}');
        });
  }

  private void nestedObject(String namespace, ObjectDefinition object) {
    json.open('{');
    objectFields(namespace, object, true, true);
    json.close('}');
  }

  private void objectFields(
      String namespace, ObjectDefinition object, boolean requiredShown, boolean propertiesShown) {
    text("name", object.name());
    if (requiredShown) {
      texts("required", object.required());
    }
    text("description", object.description());
    if (propertiesShown) {
      json.key("properties");
      definitions(object.properties(), false);
    }
    times(object.createdAt(), object.updatedAt());
    text("self", path(namespace) + "/objects/" + PercentEncoding.segment(object.name()));
    text("schema", SCHEMAS + "object");
  }

  private void bareObject(ObjectDefinition object) {
    json.open('{');
    text("name", object.name());
    if (!object.required().isEmpty()) {
      texts("required", object.required());
    }
    text("description", object.description());
    propertiesIfAny(object.properties());
    json.close('}');
  }

  private void definitions(Map<String, PropertyDefinition> definitions, boolean exact) {
    json.open('{');
    definitions.forEach((name, definition) -> {
      json.key(name);
      json.open('{');
      definition(null, definition, exact);
      json.close('}');
    });
    json.close('}');
  }

  /// @param exact whether numbers and defaults are written as they were said, not as clients of the
  ///   API know them: whole numbers, and a text whatever the default is
  private void definition(@Nullable String name, PropertyDefinition definition, boolean exact) {
    text("name", name);
    text("type", definition.type());
    text("title", definition.title());
    text("description", definition.description());
    texts("operators", definition.operators());
    defaultValue(definition.defaultValue(), exact);
    flag("readonly", definition.readOnly());
    decimal("minimum", definition.minimum(), exact);
    decimal("maximum", definition.maximum(), exact);
    texts("enum", definition.enumeration());
    text("pattern", definition.pattern());
    count("minLength", definition.minLength());
    count("maxLength", definition.maxLength());
    flag("confidential", definition.confidential());
    PropertyDefinition.Items items = definition.items();
    if (items != null) {
      json.key("items");
      json.open('{');
      text("type", items.type());
      texts("enum", items.enumeration());
      json.close('}');
    }
    flag("uniqueItems", definition.uniqueItems());
    count("minItems", definition.minItems());
    count("maxItems", definition.maxItems());
    flag("additionalItems", definition.additionalItems());
  }

  private void defaultValue(@Nullable DefaultValue value, boolean exact) {
    switch (value) {
      case null -> {
        // not said
      }
      case DefaultValue.Numeric(BigDecimal number) when exact ->
          json.key("default").raw(JsonOutput.encoded(number.toString()));
      case DefaultValue.Flag(boolean flag) when exact -> json.key("default").flag(flag);
      default -> json.key("default").text(value.shown());
    }
  }

  private void decimal(String key, @Nullable BigDecimal number, boolean exact) {
    if (number != null) {
      String digits = exact ? number.toString() : number.toBigInteger().toString();
      json.key(key).raw(JsonOutput.encoded(digits));
    }
  }

  private void count(String key, @Nullable Long count) {
    if (count != null) {
      json.key(key).number(count);
    }
  }

  private void flag(String key, @Nullable Boolean flag) {
    if (flag != null) {
      json.key(key).flag(flag);
    }
  }

  private void times(Instant createdAt, Instant updatedAt) {
    json.key("created_at").time(createdAt);
    json.key("updated_at").time(updatedAt);
  }

  private void text(String key, @Nullable String text) {
    if (text != null) {
      json.key(key).text(text);
    }
  }

  private void texts(String key, @Nullable List<String> texts) {
    if (texts != null) {
      json.key(key);
      json.texts(texts);
    }
  }
}
