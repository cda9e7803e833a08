package dev.vitrine.api;

/// A log line of `key=value` pairs. Nothing that a client sends can break the line or forge a pair.
/// Not thread-safe.
final class Logfmt {
  /// What the API knows is far shorter; longer values are somebody trying something.
  private static final int MAX_VALUE_CHARS = 256;

  private final StringBuilder line = new StringBuilder(256);

  Logfmt pair(String key, String value) {
    if (!line.isEmpty()) {
      line.append(' ');
    }
    line.append(key).append('=');
    if (isBare(value)) {
      line.append(value);
    } else {
      quote(value);
    }
    return this;
  }

  private static boolean isBare(String value) {
    if (value.isEmpty() || value.length() > MAX_VALUE_CHARS) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '=' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void quote(String value) {
    line.append('"');
    for (int i = 0; i < Math.min(value.length(), MAX_VALUE_CHARS); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        line.append(c);
      } else {
        line.append(String.format("\\u%04x", (int) c));
      }
    }
    if (value.length() > MAX_VALUE_CHARS) {
      line.append('…');
    }
    line.append('"');
  }

  @Override
  public String toString() {
    return line.toString();
  }
}
