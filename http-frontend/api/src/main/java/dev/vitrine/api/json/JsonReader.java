package dev.vitrine.api.json;

import dev.vitrine.api.json.JsonValue.JsonArray;
import dev.vitrine.api.json.JsonValue.JsonBoolean;
import dev.vitrine.api.json.JsonValue.JsonNull;
import dev.vitrine.api.json.JsonValue.JsonNumber;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.api.json.JsonValue.JsonText;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/// Parses small documents from senders who are not trusted. Thread-safe.
public final class JsonReader {
  /// The API's own documents are four levels deep; values of location metadata may add a few.
  private static final int MAX_DEPTH = 32;

  /// No attribute holds a number beyond 64 bits; the rest is room for odd ways to write one.
  private static final int MAX_NUMBER_CHARS = 64;

  /// No member has a name beyond 255 characters; longer ones are refused by the schema with a
  /// better message, absurd ones here.
  private static final int MAX_NAME_CHARS = 65_536;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .maxNameLength(MAX_NAME_CHARS)
                  .build())
          .build();

  private JsonReader() {}

  /// Parses one value that fills `utf8`.
  public static JsonValue parse(byte[] utf8) throws MalformedJson {
    // Decoded strictly first: the parser's own decoder lets overlong forms and surrogates pass.
    String text = decode(utf8);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedJson("The body is empty where JSON is expected");
      }
      JsonValue value = value(parser, token);
      if (parser.nextToken() != null) {
        throw new MalformedJson("The body goes on after its JSON value" + where(parser));
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new MalformedJson("The JSON is beyond a limit: " + e.getOriginalMessage());
    } catch (StreamReadException e) {
      throw new MalformedJson(
          "The body is not valid JSON (line %d, column %d)"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    }
  }

  private static String decode(byte[] utf8) throws MalformedJson {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJson("The body is not UTF-8");
    }
  }

  /// Reads the value that begins with `token`. Recursion is bounded by [#MAX_DEPTH].
  private static JsonValue value(JsonParser parser, JsonToken token) throws MalformedJson {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new JsonText(text(parser));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case VALUE_TRUE -> new JsonBoolean(true);
      case VALUE_FALSE -> new JsonBoolean(false);
      case VALUE_NULL -> new JsonNull();
      default -> throw new MalformedJson("The body is not valid JSON" + where(parser));
    };
  }

  private static JsonObject object(JsonParser parser) throws MalformedJson {
    SequencedMap<String, JsonValue> members = new LinkedHashMap<>();
    while (next(parser) == JsonToken.PROPERTY_NAME) {
      String name = text(parser);
      members.put(name, value(parser, next(parser)));
    }
    return new JsonObject(members);
  }

  private static JsonArray array(JsonParser parser) throws MalformedJson {
    List<JsonValue> items = new ArrayList<>();
    for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
      items.add(value(parser, token));
    }
    return new JsonArray(items);
  }

  private static JsonToken next(JsonParser parser) throws MalformedJson {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new MalformedJson("The body ends within its JSON value");
    }
    return token;
  }

  /// A surrogate without its other half is grammatical JSON (`"\ud800"`) but no text: it could be
  /// stored in no encoding.
  private static String text(JsonParser parser) throws MalformedJson {
    String text = parser.getString();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw new MalformedJson("A string holds half a surrogate pair" + where(parser));
        }
        i++;
      }
    }
    return text;
  }

  private static JsonNumber number(JsonParser parser) throws MalformedJson {
    try {
      return new JsonNumber(new BigDecimal(parser.getString()));
    } catch (NumberFormatException e) { // an exponent beyond 32 bits
      throw new MalformedJson("A number is out of range" + where(parser));
    }
  }

  private static String where(JsonParser parser) {
    var location = parser.currentTokenLocation();
    return " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }
}
