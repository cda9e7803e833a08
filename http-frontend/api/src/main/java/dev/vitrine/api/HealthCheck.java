package dev.vitrine.api;

import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells a load balancer whether to send requests here: yes, unless the operator made a file that
/// says no. Asks nothing behind the API, so it is cheap and needs no caller.
final class HealthCheck {
  private final Path disableFile;
  private final Supplier<@Nullable String> trouble;

  /// @param trouble what the operator should look at although requests are answered, in capital
  ///   letters; null from it when all is well
  HealthCheck(Path disableFile, Supplier<@Nullable String> trouble) {
    this.disableFile = disableFile;
    this.trouble = trouble;
  }

  Response answer(Request request) {
    boolean disabled = Files.exists(disableFile);
    int status = disabled ? 503 : 200;
    String reason = disabled ? "DISABLED BY FILE" : healthy();
    if (request.method().equals("HEAD")) {
      return Response.empty(disabled ? 503 : 204);
    }
    String accept = String.join(",", request.headers().all("Accept"));
    if (accept.contains("application/json")) {
      return Response.of(status, "application/json", utf8(json(reason)));
    }
    if (accept.contains("text/html")) {
      return Response.of(status, "text/html; charset=UTF-8", utf8(html(reason)));
    }
    return Response.text(status, reason);
  }

  private String healthy() {
    String now = trouble.get();
    return now == null ? "OK" : "OK, BUT " + now + ": SEE THE LOG";
  }

  private static String json(String reason) {
    return """
    {
        "detailed": false,
        "reasons": [
            "%s"
        ]
    }\
    """
        .formatted(reason);
  }

  private static String html(String reason) {
    return """
    <html>
     <head><title>Healthcheck Status</title></head>
     <body>
      <table>
       <tr><th>Reason</th></tr>
       <tr><td>%s</td></tr>
      </table>
     </body>
    </html>
    """
        .formatted(reason);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
