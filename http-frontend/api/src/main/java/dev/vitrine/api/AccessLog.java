package dev.vitrine.api;

import dev.vitrine.http.ExchangeListener;
import dev.vitrine.http.Request;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for each request, as `key=value` pairs (logfmt): who asked for what and what came of
/// it. Thread-safe.
///
/// Queries are left out, for they may carry secrets; paths are in, for an operator looks for an
/// image by its id. Nothing that a client sends can break a line or forge a pair.
public final class AccessLog implements ExchangeListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.vitrine.access");

  /// The paths of the API are far shorter; longer ones are somebody trying something.
  private static final int MAX_VALUE_CHARS = 256;

  @Override
  public void finished(Request request, Result result) {
    if (LOG.isInfoEnabled()) {
      LOG.info(line(request, result));
    }
  }

  /// The line without its end.
  static String line(Request request, Result result) {
    StringBuilder line = new StringBuilder(256);
    pair(line, "id", request.facts().id());
    pair(line, "project", request.facts().project());
    pair(line, "remote", text(request.remoteAddress()));
    pair(line, "method", request.method());
    pair(line, "route", request.facts().route());
    pair(line, "path", request.path());
    pair(line, "status", Integer.toString(result.status()));
    pair(line, "bytes_in", Long.toString(result.bytesIn()));
    pair(line, "bytes_out", Long.toString(result.bytesOut()));
    pair(line, "ms", millis(result));
    pair(line, "complete", Boolean.toString(result.complete()));
    return line.toString();
  }

  /// Numbers only: a host name would have to be looked up.
  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress() + ":" + internet.getPort()
        : String.valueOf(address);
  }

  private static String millis(Result result) {
    long micros = result.elapsed().toNanos() / 1000;
    String fraction = Long.toString(1000 + micros % 1000).substring(1);
    return micros / 1000 + "." + fraction;
  }

  private static void pair(StringBuilder line, String key, String value) {
    if (!line.isEmpty()) {
      line.append(' ');
    }
    line.append(key).append('=');
    if (isBare(value)) {
      line.append(value);
    } else {
      quote(line, value);
    }
  }

  private static boolean isBare(String value) {
    return !value.isEmpty()
        && value.length() <= MAX_VALUE_CHARS
        && value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\');
  }

  private static void quote(StringBuilder line, String value) {
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
}
