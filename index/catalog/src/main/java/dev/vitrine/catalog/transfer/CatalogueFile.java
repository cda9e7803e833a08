package dev.vitrine.catalog.transfer;

import dev.vitrine.catalog.registry.Counter;
import dev.vitrine.catalog.registry.Entry;
import dev.vitrine.catalog.registry.Key;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The lines of an exported catalogue; FORMAT.md describes them.
final class CatalogueFile {
  static final int FORMAT = 1;

  private static final JsonFactory JSON = new JsonFactory();
  private static final String RECORD = "record";
  private static final String COUNTER = "counter";

  private CatalogueFile() {}

  /// What a line says.
  sealed interface Line {
    /// A record that is a JSON object, in its stored bytes.
    record Text(Key key, byte[] json) implements Line {}

    /// A record that is a number.
    record Count(Key key, long value) implements Line {}
  }

  static byte[] header(String identity, long head) {
    return object(json -> {
      json.writeNumberProperty("vitrine_catalogue", FORMAT);
      json.writeStringProperty("registry", identity);
      json.writeNumberProperty("revision", head);
    });
  }

  static byte[] footer(long records, String sha256) {
    return object(json -> {
      json.writeNumberProperty("records", records);
      json.writeStringProperty("sha256", sha256);
    });
  }

  static byte[] line(Entry entry) {
    byte[] value = entry.value();
    if (value.length > 0 && value[0] == '{') {
      String key =
          new String(
              object(json -> json.writeStringProperty("key", entry.key().text())),
              StandardCharsets.UTF_8);
      String begin = key.substring(0, key.length() - 1) + ",\"" + RECORD + "\":";
      ByteArrayOutputStream out = new ByteArrayOutputStream(begin.length() + value.length + 1);
      out.writeBytes(begin.getBytes(StandardCharsets.UTF_8));
      out.writeBytes(value); // as it is stored: one line, since JSON escapes line feeds
      out.write('}');
      return out.toByteArray();
    }
    long number = Counter.value(entry.key(), value);
    return object(json -> {
      json.writeStringProperty("key", entry.key().text());
      json.writeNumberProperty(COUNTER, number);
    });
  }

  /// Reads what [#line] wrote.
  static Line parse(byte[] line) throws DamagedCatalogueException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      if (json.nextToken() != JsonToken.START_OBJECT || !"key".equals(json.nextName())) {
        throw new DamagedCatalogueException("a line does not begin with a key");
      }
      json.nextToken();
      Key key = new Key(json.getString());
      String kind = json.nextName();
      Line parsed;
      if (RECORD.equals(kind) && json.nextToken() == JsonToken.START_OBJECT) {
        int from = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        int to = (int) json.currentLocation().getByteOffset();
        parsed = new Line.Text(key, java.util.Arrays.copyOfRange(line, from, to));
      } else if (COUNTER.equals(kind) && json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        parsed = new Line.Count(key, json.getLongValue());
      } else {
        throw new DamagedCatalogueException(key + " is neither a record nor a counter");
      }
      if (json.nextToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new DamagedCatalogueException("something follows " + key);
      }
      return parsed;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new DamagedCatalogueException("a line cannot be read: " + e.getMessage(), e);
    }
  }

  /// Reads the header; returns its format.
  static int format(byte[] line) throws DamagedCatalogueException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
      if (json.nextToken() == JsonToken.START_OBJECT
          && "vitrine_catalogue".equals(json.nextName())) {
        return json.nextIntValue(0);
      }
    } catch (JacksonException e) {
      throw new DamagedCatalogueException("it does not begin with a header", e);
    }
    throw new DamagedCatalogueException("it does not begin with a header");
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json);
  }

  private static byte[] object(Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
