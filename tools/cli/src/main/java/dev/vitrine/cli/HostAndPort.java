package dev.vitrine.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `HOST:PORT` as a flag carries it, both as text: `127.0.0.1:9292`, `[::1]:9292`, `localhost:0`.
record HostAndPort(String host, String port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)]|([^:\\[\\]]+)):(\\d+)");

  static HostAndPort parse(String text) throws CommandFailure {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw CommandFailure.wrongUse(
          "--listen wants HOST:PORT, such as 127.0.0.1:9292 or [::1]:9292, not \"" + text + "\"");
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return new HostAndPort(host, matcher.group(3));
  }
}
