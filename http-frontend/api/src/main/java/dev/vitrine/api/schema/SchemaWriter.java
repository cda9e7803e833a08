package dev.vitrine.api.schema;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.schema.Schema.Anything;
import dev.vitrine.api.schema.Schema.Count;
import dev.vitrine.api.schema.Schema.Decimal;
import dev.vitrine.api.schema.Schema.Flag;
import dev.vitrine.api.schema.Schema.Formatted;
import dev.vitrine.api.schema.Schema.FreeForm;
import dev.vitrine.api.schema.Schema.Link;
import dev.vitrine.api.schema.Schema.ListOf;
import dev.vitrine.api.schema.Schema.MapOf;
import dev.vitrine.api.schema.Schema.Property;
import dev.vitrine.api.schema.Schema.Reference;
import dev.vitrine.api.schema.Schema.Structure;
import dev.vitrine.api.schema.Schema.Supposing;
import dev.vitrine.api.schema.Schema.Text;
import dev.vitrine.api.schema.Schema.Whole;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Writes a schema as the JSON Schema document that clients read.
public final class SchemaWriter {
  private final JsonOutput out = new JsonOutput(4096);
  private boolean first = true;

  private SchemaWriter() {}

  /// The document of a thing of the API: name, properties, and what there is of the rest. It has no
  /// `type`: that it is an object goes without saying.
  public static byte[] document(Structure structure) {
    SchemaWriter writer = new SchemaWriter();
    writer.value(structure);
    return writer.out.toBytes();
  }

  /// A document that says some things once, by name, for its references.
  public static byte[] document(Structure structure, SequencedMap<String, Schema> definitions) {
    SchemaWriter writer = new SchemaWriter();
    writer.open('{');
    writer.body(structure);
    if (!definitions.isEmpty()) {
      writer.key("definitions");
      writer.open('{');
      definitions.forEach((name, schema) -> {
        writer.key(name);
        writer.value(schema);
      });
      writer.close('}');
    }
    writer.close('}');
    return writer.out.toBytes();
  }

  private void value(Schema schema) {
    open('{');
    body(schema);
    close('}');
  }

  private void body(Schema schema) {
    switch (schema) {
      case Text text -> {
        type("string", text.nullable());
        if (text.form() != null) {
          key("pattern").text(text.form().text());
        }
        if (text.minLength() > 0) {
          key("minLength").number(text.minLength());
        }
        if (text.maxLength() != null) {
          key("maxLength").number(text.maxLength().longValue());
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
        key("minimum").number(0);
      }
      case Decimal _ -> type("number", false);
      case Anything _ -> {
        // nothing to say
      }
      case ListOf list -> {
        type("array", false);
        if (!(list.items() instanceof Anything)) {
          key("items");
          value(list.items());
        }
        if (list.minItems() > 0) {
          key("minItems").number(list.minItems());
        }
        if (list.unique()) {
          key("uniqueItems").flag(true);
        }
      }
      case MapOf map -> {
        type("object", false);
        key("additionalProperties");
        value(map.values());
      }
      case Formatted formatted -> {
        body(formatted.text());
        key("format").text(formatted.format());
      }
      case Supposing supposing -> supposing(supposing);
      case Reference reference -> key("$ref").text("#/definitions/" + reference.definition());
      case Structure structure -> structure(structure);
    }
  }

  /// Beside a reference nothing else counts, so the two stand side by side.
  private void supposing(Supposing supposing) {
    if (!(supposing.schema() instanceof Reference)) {
      body(supposing.schema());
      key("default").raw(JsonOutput.encoded(supposing.json()));
      return;
    }
    key("allOf");
    open('[');
    comma();
    value(supposing.schema());
    comma();
    open('{');
    key("default").raw(JsonOutput.encoded(supposing.json()));
    close('}');
    close(']');
  }

  private void structure(Structure structure) {
    if (structure.name() != null) {
      key("name").text(structure.name());
    } else {
      type("object", false);
    }
    if (!structure.properties().isEmpty()) {
      key("properties");
      open('{');
      for (Map.Entry<String, Property> property : structure.properties().entrySet()) {
        key(property.getKey());
        property(property.getValue());
      }
      close('}');
    }
    if (!structure.required().isEmpty()) {
      key("required");
      texts(structure.required());
    }
    if (structure.closed()) {
      key("additionalProperties").flag(false);
    } else if (structure.additional() != null) {
      key("additionalProperties");
      value(structure.additional());
    }
    if (!structure.links().isEmpty()) {
      key("links");
      open('[');
      for (Link link : structure.links()) {
        comma();
        open('{');
        key("rel").text(link.relation());
        key("href").text(link.href());
        close('}');
      }
      close(']');
    }
  }

  private void property(Property property) {
    open('{');
    body(property.schema());
    if (property.description() != null) {
      key("description").text(property.description());
    }
    // Absent, not false, where it does not apply: old clients test for presence.
    if (property.readOnly()) {
      key("readOnly").flag(true);
    }
    if (property.writeOnly()) {
      key("writeOnly").flag(true);
    }
    if (!property.base()) {
      key("is_base").flag(false);
    }
    close('}');
  }

  private void type(String type, boolean nullable) {
    key("type");
    if (nullable) {
      texts(List.of("null", type));
    } else {
      out.text(type);
    }
  }

  private void choices(Text text) {
    key("enum");
    open('[');
    if (text.nullable()) {
      comma();
      out.nothing();
    }
    for (String choice : text.choices()) {
      comma();
      out.text(choice);
    }
    close(']');
  }

  private void texts(List<String> texts) {
    open('[');
    for (String text : texts) {
      comma();
      out.text(text);
    }
    close(']');
  }

  private JsonOutput key(String key) {
    comma();
    return out.text(key).raw(':');
  }

  private void open(char bracket) {
    out.raw(bracket);
    first = true;
  }

  private void close(char bracket) {
    out.raw(bracket);
    first = false;
  }

  private void comma() {
    if (!first) {
      out.raw(',');
    }
    first = false;
  }
}
