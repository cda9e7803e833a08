package dev.vitrine.catalog.registry;

import java.nio.charset.StandardCharsets;

/// The name of a record: text, ordered by its UTF-8 bytes (that is, by code point). The whole key
/// space is drawn in one place: `dev.vitrine.catalog.Keys`.
///
/// A key has 1 to [#MAX_BYTES] bytes and is well-formed Unicode; anything else is refused with
/// [IllegalArgumentException], because two such names could become the same bytes.
public record Key(String text) implements Comparable<Key> {

  /// Longest key in UTF-8 bytes. Room for an id and a name of 255 characters, and short enough to
  /// be indexed by any database that a registry may stand on (PostgreSQL: 2,704 bytes).
  public static final int MAX_BYTES = 2048;

  public Key {
    if (!canBe(text)) {
      throw new IllegalArgumentException(
          "a key is well-formed Unicode of 1 to " + MAX_BYTES + " bytes");
    }
  }

  /// Whether there can be a key with this text.
  public static boolean canBe(String text) {
    int bytes = utf8Length(text);
    return bytes > 0 && bytes <= MAX_BYTES;
  }

  /// A key from its UTF-8 bytes.
  public static Key of(byte[] utf8) {
    return new Key(new String(utf8, StandardCharsets.UTF_8));
  }

  @Override
  public int compareTo(Key other) {
    String a = text;
    String b = other.text;
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Where only one of them is a surrogate, that one is a code point beyond all others.
        boolean xBeyond = Character.isSurrogate(x);
        return xBeyond == Character.isSurrogate(y) ? Character.compare(x, y) : xBeyond ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  public byte[] toBytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text;
  }

  /// Negative when it is not well-formed.
  private static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        return -1;
      }
    }
    return bytes;
  }
}
