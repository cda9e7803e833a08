package dev.vitrine.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/// The head of an answer, and the connection that its body comes by. Strict: what is not plainly
/// HTTP/1.1 (RFC 9112) is refused. Not thread-safe.
public final class ResponseHead implements AutoCloseable {
  private static final int MOST_HEAD_BYTES = 64 << 10;
  private static final int MOST_INTERIM_ANSWERS = 16;
  private static final int BUFFER_BYTES = 64 << 10;

  private final Socket socket;
  private final InputStream in;
  private final int status;
  private final Map<String, String> fields;

  private ResponseHead(Socket socket, InputStream in, int status, Map<String, String> fields) {
    this.socket = socket;
    this.in = in;
    this.status = status;
    this.fields = fields;
  }

  /// Sends the request and waits for the head of its answer.
  ///
  /// @param request up to the empty line that ends it
  static ResponseHead exchange(Socket socket, String request, long deadlineNanos)
      throws IOException {
    socket.getOutputStream().write(ascii(request).getBytes(US_ASCII));
    socket.getOutputStream().flush();
    InputStream in =
        new TimedInputStream(
            new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES), deadlineNanos);
    return await(socket, in, _ -> {});
  }

  /// Waits for the head of the answer that comes by the stream. Throws a [FetchException] when it
  /// is not one.
  ///
  /// @param socket closed with the head
  /// @param interim told the status of each interim answer before it (RFC 9110, 15.2)
  public static ResponseHead await(Socket socket, InputStream in, IntConsumer interim)
      throws IOException {
    for (int i = 0; i < MOST_INTERIM_ANSWERS; i++) {
      ResponseHead head = read(socket, in);
      if (head.status >= 200) {
        return head;
      }
      interim.accept(head.status);
    }
    throw new FetchException.Failed("The other side does not come to an answer");
  }

  private static String ascii(String request) throws FetchException.Refused {
    if (!US_ASCII.newEncoder().canEncode(request)) {
      throw new FetchException.Refused("the address is not allowed: it is not all ASCII");
    }
    return request;
  }

  private static ResponseHead read(Socket socket, InputStream in) throws IOException {
    int[] left = {MOST_HEAD_BYTES};
    String line = line(in, left);
    if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
      throw new FetchException.Failed("The other side does not speak HTTP/1.1");
    }
    Map<String, String> fields = new HashMap<>();
    for (String field = line(in, left); !field.isEmpty(); field = line(in, left)) {
      int colon = field.indexOf(':');
      if (colon <= 0 || Character.isWhitespace(field.charAt(0))) {
        throw new FetchException.Failed("The other side's answer is malformed");
      }
      String name = field.substring(0, colon).toLowerCase(Locale.ROOT);
      fields.merge(name, field.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
    return new ResponseHead(socket, in, Integer.parseInt(line.substring(9, 12)), fields);
  }

  /// A line without its end, of what is left of the room for heads.
  static String line(InputStream in, int[] left) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(80);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new FetchException.Failed("The other side's answer broke off");
      }
      if (--left[0] < 0) {
        throw new FetchException.Failed("The other side's answer has too long a head");
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  public int status() {
    return status;
  }

  boolean isRedirect(Redirects redirects) {
    return redirects.statuses().contains(status) && fields.containsKey("location");
  }

  /// The field's value; empty when there is none.
  ///
  /// @param name in lower case
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /// The body's length; empty when it is not announced.
  public OptionalLong lengthBytes() throws FetchException {
    String length = field("content-length");
    if (length.isEmpty() || fields.containsKey("transfer-encoding")) {
      return OptionalLong.empty();
    }
    if (!length.matches("\\d{1,18}")) {
      throw new FetchException.Failed("The other side announces a length that is none");
    }
    return OptionalLong.of(Long.parseLong(length));
  }

  /// The body, without the form in which it was sent. Fails where it ends before what was
  /// announced.
  public InputStream body() throws FetchException {
    String encoding = field("transfer-encoding");
    if (encoding.equalsIgnoreCase("chunked")) {
      return new ChunkedInputStream(in);
    }
    if (!encoding.isEmpty()) {
      throw new FetchException.Failed("The other side sends in a form that is not understood");
    }
    OptionalLong length = lengthBytes();
    return length.isPresent() ? new FixedInputStream(in, length.getAsLong()) : in;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing is waited for on it any more.
    }
  }
}
