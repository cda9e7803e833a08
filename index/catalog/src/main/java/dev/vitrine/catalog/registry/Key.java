package dev.vitrine.catalog.registry;

/// The name of a record: printable text, ordered by its UTF-8 bytes (that is, by code point). The
/// whole key space is drawn in one place: the table classes of `dev.vitrine.catalog`.
public record Key(String text) implements Comparable<Key> {
  public Key {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a key is not empty");
    }
  }

  @Override
  public int compareTo(Key other) {
    return java.util.Arrays.compareUnsigned(toBytes(), other.toBytes());
  }

  public byte[] toBytes() {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text;
  }
}
