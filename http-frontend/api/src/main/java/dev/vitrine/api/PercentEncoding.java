package dev.vitrine.api;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Percent-encoded UTF-8 in paths and queries (RFC 3986, 2.1).
public final class PercentEncoding {
  private static final String HEX = "0123456789ABCDEF";
  private static final String SEGMENT_PUNCTUATION = "!$&'()*+,;=:@";

  private PercentEncoding() {}

  /// A segment of a path as text. Throws when an escape is broken or the bytes are not UTF-8.
  static String decodeSegment(String raw) throws Problem {
    if (isPlain(raw)) {
      return raw;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        int value = escapeAt(raw, i);
        if (value < 0) {
          throw Problem.badRequest("The path holds a broken percent escape");
        }
        bytes.write(value);
        i += 2;
      } else {
        writeRaw(bytes, c);
      }
    }
    String text = decodeUtf8(bytes.toByteArray());
    if (text == null) {
      throw Problem.badRequest("The path is not UTF-8");
    }
    return text;
  }

  /// A name or value of a query as text: `+` is a blank, and a broken escape stands for itself, as
  /// form decoders have it. Throws when the bytes are not UTF-8.
  static String decodeQuery(String raw) throws Problem {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      int value = c == '%' ? escapeAt(raw, i) : -1;
      if (value >= 0) {
        bytes.write(value);
        i += 2;
      } else if (c == '+') {
        bytes.write(' ');
      } else {
        writeRaw(bytes, c);
      }
    }
    String text = decodeUtf8(bytes.toByteArray());
    if (text == null) {
      throw Problem.badRequest("The query is not UTF-8");
    }
    return text;
  }

  /// Text in a form that fits every part of a URL: only unreserved characters stand for themselves.
  static void encode(String text, StringBuilder to) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b)) {
        to.append((char) b);
      } else {
        to.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
  }

  /// Text as one segment of a path (RFC 3986, 3.3): what may stand for itself there does, such as
  /// the colons of `OS::Glance::Image`.
  public static String segment(String text) {
    StringBuilder segment = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b) || SEGMENT_PUNCTUATION.indexOf(b) >= 0) {
        segment.append((char) b);
      } else {
        segment.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return segment.toString();
  }

  private static boolean isPlain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%' || c > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /// A character that is not escaped is a byte of the request line, whatever it ought to have been.
  private static void writeRaw(ByteArrayOutputStream bytes, char c) {
    if (c < 0x100) {
      bytes.write(c);
    } else {
      bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static int escapeAt(String raw, int i) {
    if (i + 2 >= raw.length()) {
      return -1;
    }
    int high = hexDigit(raw.charAt(i + 1));
    int low = hexDigit(raw.charAt(i + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /// Not [Character#digit], which takes digits of every script.
  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static @Nullable String decodeUtf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
