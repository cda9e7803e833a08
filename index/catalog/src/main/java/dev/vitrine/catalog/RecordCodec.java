package dev.vitrine.catalog;

import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import dev.vitrine.catalog.registry.RegistryException;
import dev.vitrine.catalog.registry.Transaction;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Turns records of one kind into bytes and back: one JSON object, without spaces, that begins with
/// its version, `{"v":1,…}`. What has its default value (null, false, 0, nothing in it) is left
/// out. Thread-safe.
///
/// **A version names an exact set of fields.** A field that the version does not have is refused,
/// not skipped: a program that skipped it would drop it at the next change of the record. Whoever
/// adds a field raises the version and reads all earlier ones. A version from the future is refused
/// in words that say so. Both refusals are [RegistryException.Unreadable].
abstract class RecordCodec<T> {
  /// What was written can be read: no name is too long for a record that fits a transaction.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNameLength((int) Transaction.MAX_BYTES).build())
          .build();

  private static final String VERSION = "v";

  private final int version;

  /// @param version what is written; this and all earlier ones can be read
  RecordCodec(int version) {
    this.version = version;
  }

  /// Throws [IllegalArgumentException] when a text is not well-formed Unicode.
  final byte[] encode(T record) {
    var out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty(VERSION, version);
      write(json, record);
      json.writeEndObject();
    } catch (JacksonException e) {
      throw new IllegalArgumentException("cannot be recorded: " + e.getOriginalMessage(), e);
    }
    return out.toByteArray();
  }

  final T decode(Key key, byte[] bytes) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT || !VERSION.equals(json.nextName())) {
        throw new RegistryException.Unreadable(key, "it does not begin with a version");
      }
      int written = json.nextIntValue(0);
      if (written > version) {
        throw new RegistryException.Unreadable(
            key,
            "it has version "
                + written
                + " of its kind, this program knows "
                + version
                + ": a later version of the program wrote it");
      }
      if (written < 1) {
        throw new RegistryException.Unreadable(key, "it has no version");
      }
      T record = read(json);
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new RegistryException.Unreadable(key, "something follows its end");
      }
      return record;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new RegistryException.Unreadable(key, String.valueOf(e.getMessage()), e);
    }
  }

  final Versioned<T> decode(Entry entry) {
    return new Versioned<>(decode(entry.key(), entry.value()), entry.revision());
  }

  /// Writes the fields.
  abstract void write(JsonGenerator json, T record);

  /// Reads the fields to the end of the object, which it leaves as the current token.
  abstract T read(JsonParser json);

  static void writeText(JsonGenerator json, String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, wellFormed(value));
    }
  }

  /// The text itself. Half a surrogate pair is refused here because the generator does not refuse
  /// each: some it would write as bytes that cannot be read back.
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new IllegalArgumentException("not well-formed Unicode at character " + i);
        }
        i++;
      }
    }
    return text;
  }

  static void writeNumber(JsonGenerator json, String name, @Nullable Long value) {
    if (value != null) {
      json.writeNumberProperty(name, value);
    }
  }

  /// Left out when there is none.
  static void writeTexts(JsonGenerator json, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      json.writeName(name).writeStartArray();
      texts.forEach(text -> json.writeString(wellFormed(text)));
      json.writeEndArray();
    }
  }

  /// Left out when there is none.
  static void writeProperties(
      JsonGenerator json, String name, Map<String, @Nullable String> properties) {
    if (!properties.isEmpty()) {
      json.writeName(name).writeStartObject();
      properties.forEach((key, value) -> writeProperty(json, key, value));
      json.writeEndObject();
    }
  }

  private static void writeProperty(JsonGenerator json, String key, @Nullable String value) {
    json.writeName(wellFormed(key));
    if (value == null) {
      json.writeNull();
    } else {
      json.writeString(wellFormed(value));
    }
  }

  /// The text that the next token is.
  static String readText(JsonParser json) {
    if (json.nextToken() != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException("not a text: " + json.streamReadContext().pathAsPointer());
    }
    return json.getString();
  }

  /// The texts of the array that begins at the next token.
  static List<String> readTexts(JsonParser json) {
    expect(json, JsonToken.START_ARRAY);
    var texts = new ArrayList<String>();
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      texts.add(json.getString());
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new IllegalArgumentException("not a text: " + json.streamReadContext().pathAsPointer());
    }
    return texts;
  }

  /// Adds the members of the object that begins at the next token, each a text or null.
  static void readProperties(JsonParser json, Map<String, @Nullable String> properties) {
    expect(json, JsonToken.START_OBJECT);
    for (String key = json.nextName(); key != null; key = json.nextName()) {
      JsonToken token = json.nextToken();
      if (token == JsonToken.VALUE_STRING) {
        properties.put(key, json.getString());
      } else if (token == JsonToken.VALUE_NULL) {
        properties.put(key, null);
      } else {
        throw new IllegalArgumentException("property '" + key + "' is not a text");
      }
    }
  }

  static long readLong(JsonParser json) {
    expect(json, JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  static int readInt(JsonParser json) {
    expect(json, JsonToken.VALUE_NUMBER_INT);
    return json.getIntValue();
  }

  static boolean readFlag(JsonParser json) {
    json.nextToken();
    return json.getBooleanValue();
  }

  static void expect(JsonParser json, JsonToken token) {
    if (json.nextToken() != token) {
      throw new IllegalArgumentException(
          "not " + token + ": " + json.streamReadContext().pathAsPointer());
    }
  }

  static IllegalArgumentException unknown(String field) {
    return new IllegalArgumentException("unknown field '" + field + "'");
  }

  /// A field without which there is no such record.
  static <V> V required(@Nullable V value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("field '" + field + "' is missing");
    }
    return value;
  }
}
