package dev.vitrine.catalog;

import static dev.vitrine.catalog.RecordCodec.expect;
import static dev.vitrine.catalog.RecordCodec.readFlag;
import static dev.vitrine.catalog.RecordCodec.readLong;
import static dev.vitrine.catalog.RecordCodec.readText;
import static dev.vitrine.catalog.RecordCodec.readTexts;
import static dev.vitrine.catalog.RecordCodec.required;
import static dev.vitrine.catalog.RecordCodec.unknown;
import static dev.vitrine.catalog.RecordCodec.wellFormed;
import static dev.vitrine.catalog.RecordCodec.writeNumber;
import static dev.vitrine.catalog.RecordCodec.writeText;

import dev.vitrine.catalog.metadefs.DefaultValue;
import dev.vitrine.catalog.metadefs.PropertyDefinition;
import dev.vitrine.catalog.metadefs.PropertyDefinitionBuilder;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// How [PropertyDefinition]s are written down within a record: an object, name → definition. A
/// definition begins with its `type` and `title`.
final class PropertyDefinitionJson {
  private PropertyDefinitionJson() {}

  /// Writes nothing when there are none.
  static void writeAll(
      JsonGenerator json, String field, SequencedMap<String, PropertyDefinition> definitions) {
    if (definitions.isEmpty()) {
      return;
    }
    json.writeName(field).writeStartObject();
    definitions.forEach((name, definition) -> {
      json.writeName(wellFormed(name));
      write(json, definition);
    });
    json.writeEndObject();
  }

  /// Reads the object that begins at the next token.
  static SequencedMap<String, PropertyDefinition> readAll(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    SequencedMap<String, PropertyDefinition> definitions = new LinkedHashMap<>();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      definitions.put(name, read(json));
    }
    return definitions;
  }

  private static void write(JsonGenerator json, PropertyDefinition definition) {
    json.writeStartObject();
    writeText(json, "type", definition.type());
    writeText(json, "title", definition.title());
    writeText(json, "description", definition.description());
    writeTexts(json, "operators", definition.operators());
    writeDefault(json, definition.defaultValue());
    writeFlag(json, "readonly", definition.readOnly());
    writeDecimal(json, "minimum", definition.minimum());
    writeDecimal(json, "maximum", definition.maximum());
    writeTexts(json, "enum", definition.enumeration());
    writeText(json, "pattern", definition.pattern());
    writeNumber(json, "min_length", definition.minLength());
    writeNumber(json, "max_length", definition.maxLength());
    writeFlag(json, "confidential", definition.confidential());
    PropertyDefinition.Items items = definition.items();
    if (items != null) {
      json.writeName("items").writeStartObject();
      writeText(json, "type", items.type());
      writeTexts(json, "enum", items.enumeration());
      json.writeEndObject();
    }
    writeFlag(json, "unique_items", definition.uniqueItems());
    writeNumber(json, "min_items", definition.minItems());
    writeNumber(json, "max_items", definition.maxItems());
    writeFlag(json, "additional_items", definition.additionalItems());
    json.writeEndObject();
  }

  private static void writeTexts(JsonGenerator json, String field, @Nullable List<String> texts) {
    if (texts != null) {
      json.writeName(field).writeStartArray();
      texts.forEach(text -> json.writeString(wellFormed(text)));
      json.writeEndArray();
    }
  }

  private static void writeFlag(JsonGenerator json, String field, @Nullable Boolean flag) {
    if (flag != null) {
      json.writeBooleanProperty(field, flag);
    }
  }

  /// As its plain digits, so that no reader takes it for something inexact.
  private static void writeDecimal(JsonGenerator json, String field, @Nullable BigDecimal number) {
    writeText(json, field, number == null ? null : number.toString());
  }

  private static void writeDefault(JsonGenerator json, @Nullable DefaultValue value) {
    switch (value) {
      case null -> {
        // not said
      }
      case DefaultValue.Text(String text) -> writeText(json, "default", text);
      case DefaultValue.Numeric(BigDecimal number) -> json.writeNumberProperty("default", number);
      case DefaultValue.Flag(boolean flag) -> json.writeBooleanProperty("default", flag);
      case DefaultValue.Nothing() -> json.writeNullProperty("default");
    }
  }

  private static PropertyDefinition read(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    expectField(json, "type");
    String type = readText(json);
    expectField(json, "title");
    var definition = new PropertyDefinitionBuilder(type, readText(json));
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "description" -> definition.description(readText(json));
        case "operators" -> definition.operators(readTexts(json));
        case "default" -> definition.defaultValue(readDefault(json));
        case "readonly" -> definition.readOnly(readFlag(json));
        case "minimum" -> definition.minimum(readDecimal(json));
        case "maximum" -> definition.maximum(readDecimal(json));
        case "enum" -> definition.enumeration(readTexts(json));
        case "pattern" -> definition.pattern(readText(json));
        case "min_length" -> definition.minLength(readLong(json));
        case "max_length" -> definition.maxLength(readLong(json));
        case "confidential" -> definition.confidential(readFlag(json));
        case "items" -> definition.items(readItems(json));
        case "unique_items" -> definition.uniqueItems(readFlag(json));
        case "min_items" -> definition.minItems(readLong(json));
        case "max_items" -> definition.maxItems(readLong(json));
        case "additional_items" -> definition.additionalItems(readFlag(json));
        default -> throw unknown(field);
      }
    }
    return definition.build();
  }

  private static void expectField(JsonParser json, String name) {
    if (!name.equals(json.nextName())) {
      throw new IllegalArgumentException("a definition has no field '" + name + "' at its place");
    }
  }

  private static BigDecimal readDecimal(JsonParser json) {
    return new BigDecimal(readText(json));
  }

  private static DefaultValue readDefault(JsonParser json) {
    JsonToken token = json.nextToken();
    return switch (token) {
      case VALUE_STRING -> new DefaultValue.Text(json.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new DefaultValue.Numeric(json.getDecimalValue());
      case VALUE_TRUE -> new DefaultValue.Flag(true);
      case VALUE_FALSE -> new DefaultValue.Flag(false);
      case VALUE_NULL -> new DefaultValue.Nothing();
      case null, default -> throw new IllegalArgumentException("no default value: " + token);
    };
  }

  private static PropertyDefinition.Items readItems(JsonParser json) {
    expect(json, JsonToken.START_OBJECT);
    String type = null;
    List<String> enumeration = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      switch (field) {
        case "type" -> type = readText(json);
        case "enum" -> enumeration = readTexts(json);
        default -> throw unknown(field);
      }
    }
    return new PropertyDefinition.Items(required(type, "type"), enumeration);
  }
}
