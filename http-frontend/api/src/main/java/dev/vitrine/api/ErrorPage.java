package dev.vitrine.api;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.http.Headers;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A [Problem] written down in the form that the client likes best: HTML, JSON or plain text, in
/// this order where it likes several alike, and plain text where it names none of them. Clients of
/// the Images API look for the message in each of them, so it is in all.
final class ErrorPage {
  /// RFC 9110, 15; the ones that the API sends.
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(413, "Request Entity Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(416, "Requested Range Not Satisfiable"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"));

  private static final String HTML = "text/html";
  private static final String JSON = "application/json";
  private static final String PLAIN = "text/plain";
  private static final List<String> OFFERS = List.of(HTML, JSON, PLAIN);

  private ErrorPage() {}

  static Response of(Problem problem, Request request) {
    if (request.method().equals("HEAD")) {
      return new Response(problem.status(), problem.headers(), new Response.Empty());
    }
    String title = TITLES.getOrDefault(problem.status(), "Error");
    return switch (AcceptedTypes.of(request.headers()).preferred(OFFERS)) {
      case HTML -> page(problem, "text/html; charset=UTF-8", html(problem, title));
      case JSON -> page(problem, JSON, json(problem, title));
      case null, default -> page(problem, "text/plain; charset=UTF-8", plain(problem, title));
    };
  }

  private static Response page(Problem problem, String contentType, byte[] body) {
    Headers.Builder headers = new Headers.Builder().add("Content-Type", contentType);
    problem.headers().forEach(headers::add);
    return new Response(problem.status(), headers.build(), new Response.Bytes(body));
  }

  /// A line for each part: clients take the page apart at line ends.
  private static byte[] html(Problem problem, String title) {
    String head = problem.status() + " " + title;
    return """
    <html>
     <head>
      <title>%s</title>
     </head>
     <body>
      <h1>%s</h1>
      %s
     </body>
    </html>
    """
        .formatted(head, head, escaped(problem.text()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(Problem problem, String title) {
    return new JsonOutput(256)
        .raw(JsonOutput.encoded("{\"message\":"))
        .text(problem.text() + "<br /><br />\n\n\n")
        .raw(JsonOutput.encoded(",\"code\":"))
        .text(problem.status() + " " + title)
        .raw(JsonOutput.encoded(",\"title\":"))
        .text(title)
        .raw('}')
        .toBytes();
  }

  private static byte[] plain(Problem problem, String title) {
    return "%d %s\n\n%s\n\n"
        .formatted(problem.status(), title, problem.text())
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Quotes stay: they mean nothing outside of tags, and clients show the page's text as it is.
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
