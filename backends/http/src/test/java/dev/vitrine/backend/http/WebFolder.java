package dev.vitrine.backend.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.vitrine.fetch.testkit.ScriptedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A folder behind a web server with the shortcomings that a test gives it.
final class WebFolder implements ScriptedServer.Script {
  private static final Pattern REQUEST =
      Pattern.compile("(GET|HEAD) (?:http://[^/]*)?/([^ ?]*)[^ ]* HTTP/1.1");
  private static final Pattern RANGE = Pattern.compile("Range: bytes=(\\d+)-(\\d+)");

  /// What servers on the web do or do not do.
  enum Shortcoming {
    /// Sends everything, whatever part is asked for.
    NO_RANGES,
    /// Answers `HEAD` with 403, as one that checks a signature does.
    NO_HEAD,
    /// Does not say how much comes, and ends it by closing.
    NO_LENGTHS,
    /// Sends everything in chunks.
    CHUNKS,
    /// Sends another part than was asked for.
    WRONG_RANGES,
  }

  final Map<String, byte[]> files = new ConcurrentHashMap<>();
  final Set<Shortcoming> shortcomings = EnumSet.noneOf(Shortcoming.class);
  volatile int status = 200;

  /// Where a connection breaks, counted in bytes of the body.
  volatile int cutAtByte = Integer.MAX_VALUE;

  private boolean has(Shortcoming shortcoming) {
    return shortcomings.contains(shortcoming);
  }

  @Override
  public void answer(String request, OutputStream out) throws IOException {
    Matcher asked = REQUEST.matcher(request);
    if (!asked.lookingAt()) {
      throw new AssertionError("not a request: " + request);
    }
    boolean head = asked.group(1).equals("HEAD");
    byte[] file = files.get(asked.group(2));
    if (status != 200) {
      refuse(out, status);
    } else if (head && has(Shortcoming.NO_HEAD)) {
      refuse(out, 403);
    } else if (file == null) {
      refuse(out, 404);
    } else {
      Matcher range = RANGE.matcher(request);
      if (head || !range.find() || has(Shortcoming.NO_RANGES)) {
        send(out, "200 OK\r\n", file, 0, file.length, head);
      } else {
        sendPart(out, file, Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)) + 1);
      }
    }
  }

  private void sendPart(OutputStream out, byte[] file, int from, int wantedEnd) throws IOException {
    if (from >= file.length) {
      write(
          out,
          "HTTP/1.1 416 No\r\nContent-Range: bytes */"
              + file.length
              + "\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    int end = Math.min(wantedEnd, file.length);
    int begin = has(Shortcoming.WRONG_RANGES) ? 0 : from;
    String range = "Content-Range: bytes %d-%d/%d\r\n".formatted(begin, end - 1, file.length);
    send(out, "206 Partial Content\r\n" + range, file, begin, end, false);
  }

  private void send(OutputStream out, String status, byte[] file, int from, int end, boolean head)
      throws IOException {
    boolean chunks = has(Shortcoming.CHUNKS);
    String length =
        chunks
            ? "Transfer-Encoding: chunked\r\n"
            : has(Shortcoming.NO_LENGTHS) ? "" : "Content-Length: " + (end - from) + "\r\n";
    write(out, "HTTP/1.1 " + status + length + "\r\n");
    if (head) {
      return;
    }
    int sent = Math.min(end - from, cutAtByte);
    if (!chunks) {
      out.write(file, from, sent);
      return;
    }
    if (sent > 0) {
      write(out, Integer.toHexString(sent) + "\r\n");
      out.write(file, from, sent);
      write(out, "\r\n");
    }
    if (sent == end - from) {
      write(out, "0\r\n\r\n");
    }
  }

  private static void refuse(OutputStream out, int status) throws IOException {
    write(out, "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }
}
