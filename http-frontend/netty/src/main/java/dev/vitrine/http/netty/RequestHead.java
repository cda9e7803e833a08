package dev.vitrine.http.netty;

import dev.vitrine.http.Headers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/// What a request's head says, or why the transport refuses it.
sealed interface RequestHead {

  /// @param bodyBytes 0 when there is no body, empty when it is chunked
  record Accepted(
      String method,
      String path,
      String query,
      Headers headers,
      OptionalLong bodyBytes,
      boolean keepAlive,
      boolean http10,
      boolean expectsContinue)
      implements RequestHead {}

  /// Answered with this status, and the connection is closed.
  record Refused(int status, String why) implements RequestHead {}

  static RequestHead of(HttpRequest request) {
    try {
      return examine(request);
    } catch (IllegalArgumentException e) {
      return new Refused(400, String.valueOf(e.getMessage()));
    }
  }

  private static RequestHead examine(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return refused(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    boolean http10 = version.equals(HttpVersion.HTTP_1_0);
    if (!http10 && !version.equals(HttpVersion.HTTP_1_1)) {
      // The preface of HTTP/2 looks like a request of that version.
      return new Refused(505, "version " + version);
    }
    HttpHeaders fields = request.headers();
    List<String> codings = fields.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    boolean chunked = !codings.isEmpty();
    if (chunked && !(codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"))) {
      return new Refused(501, "Transfer-Encoding " + codings);
    }
    String declared = fields.get(HttpHeaderNames.CONTENT_LENGTH);
    if (declared == null && fields.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
      // Netty would take eight bytes after such a head for its body.
      return new Refused(400, "obsolete WebSocket handshake");
    }
    Headers.Builder headers = new Headers.Builder();
    String target = visible(request.uri());
    String authority = authorityOf(target);
    List<String> hosts = fields.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && !http10)) {
      return new Refused(400, hosts.size() + " Host fields");
    }
    for (String host : hosts) {
      checkHost(host);
    }
    if (!authority.isEmpty()) {
      // RFC 9112, 3.2.2: what the target says counts, not what the field says.
      checkHost(authority);
      headers.add("Host", authority);
    }
    boolean close = false;
    boolean keep = false;
    for (Map.Entry<String, String> field : fields) {
      if (authority.isEmpty() || !field.getKey().equalsIgnoreCase("Host")) {
        headers.add(field.getKey(), field.getValue());
      }
      if (field.getKey().equalsIgnoreCase("Connection")) {
        String options = "," + field.getValue().toLowerCase(Locale.ROOT).replace(" ", "") + ",";
        close |= options.contains(",close,");
        keep |= options.contains(",keep-alive,");
      }
    }
    String expectation = fields.get(HttpHeaderNames.EXPECT);
    if (expectation != null && !http10 && !expectation.equalsIgnoreCase("100-continue")) {
      return new Refused(417, "Expect " + expectation);
    }
    String pathAndQuery = pathAndQueryOf(target);
    if (!pathAndQuery.startsWith("/")) {
      // CONNECT, and `*` for the whole server, which OPTIONS alone may ask about.
      boolean ping = pathAndQuery.equals("*") && request.method().name().equals("OPTIONS");
      return new Refused(
          ping ? 200 : request.method().name().equals("CONNECT") ? 501 : 400, target);
    }
    int mark = pathAndQuery.indexOf('?');
    return new Accepted(
        request.method().name(),
        mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark),
        mark < 0 ? "" : pathAndQuery.substring(mark + 1),
        headers.build(),
        chunked
            ? OptionalLong.empty()
            : OptionalLong.of(declared == null ? 0 : Long.parseLong(declared)),
        !close && (!http10 || keep),
        http10,
        expectation != null && !http10);
  }

  private static Refused refused(Throwable cause) {
    int status =
        switch (cause) {
          case TooLongHttpLineException _ -> 414;
          case TooLongHttpHeaderException _ -> 431;
          default -> 400;
        };
    return new Refused(status, String.valueOf(cause.getMessage()));
  }

  /// The target in visible ASCII: bytes above it, which lenient clients send, are written in
  /// percent-encoding, as RFC 3986 wants them.
  private static String visible(String target) {
    boolean plain = true;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '#') {
        throw new IllegalArgumentException("character " + (int) c + " in the request target");
      }
      plain &= c < 0x7f;
    }
    if (plain) {
      return target;
    }
    StringBuilder encoded = new StringBuilder(target.length() + 16);
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c < 0x7f) {
        encoded.append(c);
      } else {
        encoded.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
      }
    }
    return encoded.toString();
  }

  /// The authority of a target in absolute form; empty for the others.
  private static String authorityOf(String target) {
    int begin = authorityBegin(target);
    return begin < 0 ? "" : target.substring(begin, authorityEnd(target, begin));
  }

  private static String pathAndQueryOf(String target) {
    int begin = authorityBegin(target);
    if (begin < 0) {
      return target;
    }
    String rest = target.substring(authorityEnd(target, begin));
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  private static int authorityBegin(String target) {
    for (String scheme : List.of("http://", "https://")) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return scheme.length();
      }
    }
    return -1;
  }

  private static int authorityEnd(String target, int begin) {
    int end = begin;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    if (end == begin) {
      throw new IllegalArgumentException("no host in the request target");
    }
    return end;
  }

  /// RFC 3986, 3.2.2 and 3.2.3, by characters.
  private static void checkHost(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && "-._~%!$&'()*+;=:[]".indexOf(c) < 0) {
        throw new IllegalArgumentException("character " + (int) c + " in the host");
      }
    }
  }
}
