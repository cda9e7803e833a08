package dev.vitrine.api.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON being written into one growing array of bytes. It keeps no grammar: the caller writes
/// braces and commas, usually as part of [#raw] runs that were encoded once. Not thread-safe.
public final class JsonOutput {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /// Of one character: six ASCII characters, which is also more than any UTF-8 form.
  private static final int LONGEST_ESCAPE = 6;

  private static final byte[] TRUE = encoded("true");
  private static final byte[] FALSE = encoded("false");
  private static final byte[] NULL = encoded("null");

  private byte[] bytes;
  private int length;

  /// @param expectedBytes about how much will be written
  public JsonOutput(int expectedBytes) {
    bytes = new byte[Math.max(64, expectedBytes)];
  }

  /// The bytes for [#raw].
  public static byte[] encoded(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /// Bytes that are JSON already.
  public JsonOutput raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  /// One ASCII character that is JSON already.
  public JsonOutput raw(char json) {
    reserve(1);
    bytes[length++] = (byte) json;
    return this;
  }

  /// A string with its quotes; `null` without.
  public JsonOutput text(@Nullable String text) {
    if (text == null) {
      return nothing();
    }
    raw('"');
    inText(text);
    return raw('"');
  }

  /// A string's characters without quotes: a part of a string whose rest is written raw.
  public JsonOutput inText(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        bytes[length++] = (byte) c;
      } else {
        i += special(text, i, c);
      }
    }
    return this;
  }

  /// Writes the character at `i`, which is not plain ASCII; returns how many more it took.
  private int special(String text, int i, char c) {
    reserve(text.length() - i + LONGEST_ESCAPE);
    if (c == '"' || c == '\\') {
      bytes[length++] = '\\';
      bytes[length++] = (byte) c;
    } else if (c < ' ' || c == 0x7f) {
      escape(c);
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | (c >> 6));
      bytes[length++] = (byte) (0x80 | (c & 0x3f));
    } else if (!Character.isSurrogate(c)) {
      bytes[length++] = (byte) (0xe0 | (c >> 12));
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
      bytes[length++] = (byte) (0x80 | (c & 0x3f));
    } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
      int point = Character.toCodePoint(c, text.charAt(i + 1));
      bytes[length++] = (byte) (0xf0 | (point >> 18));
      bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
      bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
      bytes[length++] = (byte) (0x80 | (point & 0x3f));
      return 1;
    } else {
      escape(c); // half a pair has no UTF-8 form, but an escape has room for it
    }
    return 0;
  }

  private void escape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    bytes[length++] = HEX[c >> 12];
    bytes[length++] = HEX[(c >> 8) & 0xf];
    bytes[length++] = HEX[(c >> 4) & 0xf];
    bytes[length++] = HEX[c & 0xf];
  }

  public JsonOutput number(long number) {
    return raw(encoded(Long.toString(number)));
  }

  /// A number; `null` when there is none.
  public JsonOutput number(@Nullable Long number) {
    return number == null ? nothing() : number(number.longValue());
  }

  /// A value as it was parsed.
  public JsonOutput value(JsonValue value) {
    return switch (value) {
      case JsonValue.JsonObject object -> object(object);
      case JsonValue.JsonArray array -> array(array);
      case JsonValue.JsonText(String text) -> text(text);
      case JsonValue.JsonNumber(var number) -> raw(encoded(number.toString()));
      case JsonValue.JsonBoolean(boolean flag) -> flag(flag);
      case JsonValue.JsonNull _ -> nothing();
    };
  }

  /// A value as Java has it: a flag, a whole number, or a list of texts; anything else as a text.
  public JsonOutput plain(Object value) {
    return switch (value) {
      case Boolean flag -> flag(flag);
      case Integer number -> number(number.longValue());
      case Long number -> number(number.longValue());
      case List<?> list -> {
        raw('[');
        for (int i = 0; i < list.size(); i++) {
          if (i > 0) {
            raw(',');
          }
          text(String.valueOf(list.get(i)));
        }
        yield raw(']');
      }
      default -> text(value.toString());
    };
  }

  private JsonOutput object(JsonValue.JsonObject object) {
    raw('{');
    boolean more = false;
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (more) {
        raw(',');
      }
      text(member.getKey()).raw(':').value(member.getValue());
      more = true;
    }
    return raw('}');
  }

  private JsonOutput array(JsonValue.JsonArray array) {
    raw('[');
    boolean more = false;
    for (JsonValue item : array.items()) {
      if (more) {
        raw(',');
      }
      value(item);
      more = true;
    }
    return raw(']');
  }

  public JsonOutput flag(boolean value) {
    return raw(value ? TRUE : FALSE);
  }

  public JsonOutput nothing() {
    return raw(NULL);
  }

  /// A time as `"YYYY-MM-DDTHH:MM:SSZ"`: UTC, whole seconds, the fraction cut.
  public JsonOutput time(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    reserve(22);
    bytes[length++] = '"';
    digits(time.getYear() / 100);
    digits(time.getYear() % 100);
    bytes[length++] = '-';
    digits(time.getMonthValue());
    bytes[length++] = '-';
    digits(time.getDayOfMonth());
    bytes[length++] = 'T';
    digits(time.getHour());
    bytes[length++] = ':';
    digits(time.getMinute());
    bytes[length++] = ':';
    digits(time.getSecond());
    bytes[length++] = 'Z';
    bytes[length++] = '"';
    return this;
  }

  private void digits(int two) {
    bytes[length++] = (byte) ('0' + two / 10);
    bytes[length++] = (byte) ('0' + two % 10);
  }

  /// How many bytes were written so far.
  public int lengthBytes() {
    return length;
  }

  /// What was written.
  public byte[] toBytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
