package dev.vitrine.cli.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `HOST:PORT`: `127.0.0.1:9292`, `[::1]:9292`, `localhost:0`.
public record HostAndPort(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([^:\\[\\]]+)):(\\d{1,9})");
  private static final int MAX_PORT = 65_535;

  /// Throws [IllegalArgumentException] when the text is something else.
  public static HostAndPort parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "wants HOST:PORT, such as 127.0.0.1:9292 or [::1]:9292, not \"" + text + "\"");
    }
    int port = Integer.parseInt(matcher.group(3));
    if (port > MAX_PORT) {
      throw new IllegalArgumentException("there is no port " + port);
    }
    return new HostAndPort(matcher.group(1) != null ? matcher.group(1) : matcher.group(2), port);
  }
}
