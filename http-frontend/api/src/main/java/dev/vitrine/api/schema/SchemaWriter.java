package dev.vitrine.api.schema;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.json.JsonStructure;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.schema.Schema.Anything;
import dev.vitrine.api.schema.Schema.Count;
import dev.vitrine.api.schema.Schema.Decimal;
import dev.vitrine.api.schema.Schema.Flag;
import dev.vitrine.api.schema.Schema.Formatted;
import dev.vitrine.api.schema.Schema.FreeForm;
import dev.vitrine.api.schema.Schema.Given;
import dev.vitrine.api.schema.Schema.Link;
import dev.vitrine.api.schema.Schema.ListOf;
import dev.vitrine.api.schema.Schema.MapOf;
import dev.vitrine.api.schema.Schema.Property;
import dev.vitrine.api.schema.Schema.Reference;
import dev.vitrine.api.schema.Schema.Structure;
import dev.vitrine.api.schema.Schema.Supposing;
import dev.vitrine.api.schema.Schema.Text;
import dev.vitrine.api.schema.Schema.Whole;
import dev.vitrine.api.schema.Schema.Within;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Writes a schema as the JSON Schema document that clients read.
public final class SchemaWriter {
  private final JsonStructure json = new JsonStructure(4096);

  private SchemaWriter() {}

  /// The document of a thing of the API: name, properties, and what there is of the rest. It has no
  /// `type`: that it is an object goes without saying.
  public static byte[] document(Schema schema) {
    SchemaWriter writer = new SchemaWriter();
    writer.value(schema);
    return writer.json.toBytes();
  }

  /// A document that says some things once, by name, for its references.
  public static byte[] document(Structure structure, SequencedMap<String, Schema> definitions) {
    SchemaWriter writer = new SchemaWriter();
    writer.json.open('{');
    writer.body(structure);
    if (!definitions.isEmpty()) {
      writer.json.key("definitions");
      writer.json.open('{');
      definitions.forEach((name, schema) -> {
        writer.json.key(name);
        writer.value(schema);
      });
      writer.json.close('}');
    }
    writer.json.close('}');
    return writer.json.toBytes();
  }

  private void value(Schema schema) {
    json.open('{');
    body(schema);
    json.close('}');
  }

  private void body(Schema schema) {
    switch (schema) {
      case Text text -> {
        type("string", text.nullable());
        if (text.pattern() != null) {
          json.key("pattern").text(text.pattern());
        }
        if (text.minLength() > 0) {
          json.key("minLength").number(text.minLength());
        }
        if (text.maxLength() != null) {
          json.key("maxLength").number(text.maxLength().longValue());
        }
        if (!text.choices().isEmpty()) {
          choices(text);
        }
      }
      case Whole whole -> type("integer", whole.nullable());
      case FreeForm form -> type("object", form.nullable());
      case Flag _ -> type("boolean", false);
      case Count _ -> {
        type("integer", false);
        json.key("minimum").number(0);
      }
      case Decimal _ -> type("number", false);
      case Within within -> {
        body(within.number());
        bound("minimum", within.minimum());
        bound("maximum", within.maximum());
      }
      case Anything _ -> {
        // nothing to say
      }
      case Given(JsonObject document) ->
          document.members().forEach((key, value) -> json.key(key).value(value));
      case ListOf list -> {
        type("array", false);
        if (!(list.items() instanceof Anything)) {
          json.key("items");
          value(list.items());
        }
        if (list.minItems() > 0) {
          json.key("minItems").number(list.minItems());
        }
        if (list.maxItems() != null) {
          json.key("maxItems").number(list.maxItems().longValue());
        }
        if (list.unique()) {
          json.key("uniqueItems").flag(true);
        }
      }
      case MapOf map -> {
        type("object", false);
        json.key("additionalProperties");
        value(map.values());
      }
      case Formatted formatted -> {
        body(formatted.text());
        json.key("format").text(formatted.format());
      }
      case Supposing supposing -> supposing(supposing);
      case Reference reference -> json.key("$ref").text("#/definitions/" + reference.definition());
      case Structure structure -> structure(structure);
    }
  }

  private void bound(String key, @Nullable BigDecimal bound) {
    if (bound != null) {
      json.key(key).raw(JsonOutput.encoded(bound.toString()));
    }
  }

  /// Beside a reference nothing else counts, so the two stand side by side.
  private void supposing(Supposing supposing) {
    if (!(supposing.schema() instanceof Reference)) {
      body(supposing.schema());
      json.key("default").raw(JsonOutput.encoded(supposing.json()));
      return;
    }
    json.key("allOf");
    json.open('[');
    json.element();
    value(supposing.schema());
    json.element();
    json.open('{');
    json.key("default").raw(JsonOutput.encoded(supposing.json()));
    json.close('}');
    json.close(']');
  }

  private void structure(Structure structure) {
    if (structure.name() != null) {
      json.key("name").text(structure.name());
    } else {
      type("object", false);
    }
    if (!structure.properties().isEmpty()) {
      json.key("properties");
      json.open('{');
      for (Map.Entry<String, Property> property : structure.properties().entrySet()) {
        json.key(property.getKey());
        property(property.getValue());
      }
      json.close('}');
    }
    if (!structure.required().isEmpty()) {
      json.key("required");
      json.texts(structure.required());
    }
    if (structure.closed()) {
      json.key("additionalProperties").flag(false);
    } else if (structure.additional() != null) {
      json.key("additionalProperties");
      value(structure.additional());
    }
    if (!structure.links().isEmpty()) {
      json.key("links");
      json.open('[');
      for (Link link : structure.links()) {
        json.element();
        json.open('{');
        json.key("rel").text(link.relation());
        json.key("href").text(link.href());
        json.close('}');
      }
      json.close(']');
    }
  }

  private void property(Property property) {
    json.open('{');
    body(property.schema());
    if (property.description() != null) {
      json.key("description").text(property.description());
    }
    // Absent, not false, where it does not apply: old clients test for presence.
    if (property.readOnly()) {
      json.key("readOnly").flag(true);
    }
    if (property.writeOnly()) {
      json.key("writeOnly").flag(true);
    }
    if (!property.base()) {
      json.key("is_base").flag(false);
    }
    json.close('}');
  }

  private void type(String type, boolean nullable) {
    json.key("type");
    if (nullable) {
      json.texts(List.of("null", type));
    } else {
      json.value().text(type);
    }
  }

  private void choices(Text text) {
    json.key("enum");
    json.open('[');
    if (text.nullable()) {
      json.element().nothing();
    }
    for (String choice : text.choices()) {
      json.element().text(choice);
    }
    json.close(']');
  }
}
