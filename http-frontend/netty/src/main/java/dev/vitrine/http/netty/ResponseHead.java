package dev.vitrine.http.netty;

import dev.vitrine.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/// Writes the head of an answer, but for the connection's own fields and the empty line, which the
/// connection adds when the head leaves.
final class ResponseHead {
  private static final Set<String> RESERVED =
      Set.of("content-length", "transfer-encoding", "connection", "keep-alive", "date");

  private static final byte[][] STATUS_LINES = new byte[600][];

  static {
    for (int status = 100; status < STATUS_LINES.length; status++) {
      String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
      STATUS_LINES[status] = ascii("HTTP/1.1 " + status + " " + reason + "\r\n");
    }
  }

  /// RFC 9110, 5.6.7: always two digits for the day, unlike the JDK's RFC_1123_DATE_TIME.
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final byte[] COLON = ascii(": ");
  private static final byte[] END_OF_LINE = ascii("\r\n");

  private record DateLine(long second, byte[] line) {}

  private static volatile DateLine date = new DateLine(-1, new byte[0]);

  private ResponseHead() {}

  /// @param lengthBytes of the body; negative when the answer has none by its nature
  /// @throws IllegalArgumentException when a field could not be sent as it is
  static byte[] encode(Response response, long lengthBytes) {
    if (response.status() < 200 || response.status() >= STATUS_LINES.length) {
      throw new IllegalArgumentException("status " + response.status());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.writeBytes(STATUS_LINES[response.status()]);
    out.writeBytes(dateLine());
    response.headers().forEach((name, value) -> field(out, name, value));
    if (lengthBytes >= 0) {
      out.writeBytes(ascii("Content-Length: " + lengthBytes + "\r\n"));
    }
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, String name, String value) {
    if (name.isEmpty() || isReserved(name)) {
      throw new IllegalArgumentException("the transport writes the header '" + name + "' itself");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == ':') {
        throw new IllegalArgumentException("header name");
      }
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      // Whoever echoes a caller's text must not let it write headers of its own.
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException("value of the header " + name);
      }
    }
    out.writeBytes(latin1(name));
    out.writeBytes(COLON);
    out.writeBytes(latin1(value));
    out.writeBytes(END_OF_LINE);
  }

  private static boolean isReserved(String name) {
    for (String reserved : RESERVED) {
      if (reserved.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] dateLine() {
    long second = System.currentTimeMillis() / 1000;
    DateLine cached = date;
    if (cached.second != second) {
      cached =
          new DateLine(
              second, ascii("Date: " + HTTP_DATE.format(Instant.ofEpochSecond(second)) + "\r\n"));
      date = cached;
    }
    return cached.line;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
