package dev.vitrine.api.upkeep;

import dev.vitrine.http.Handler;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import java.util.function.Supplier;

/// `GET /metrics`, on a listener of its own: it asks for no caller. Thread-safe.
public final class MetricsPage implements Handler {
  private static final String PATH = "/metrics";

  private final String contentType;
  private final Supplier<byte[]> page;

  /// @param page the numbers as they are now
  public MetricsPage(String contentType, Supplier<byte[]> page) {
    this.contentType = contentType;
    this.page = page;
  }

  @Override
  public Response handle(Request request) {
    if (!request.path().equals(PATH)) {
      return Response.text(404, "there is " + PATH + "\n");
    }
    if (!request.method().equals("GET")) {
      return Response.text(405, "GET it\n").with("Allow", "GET");
    }
    return Response.of(200, contentType, page.get());
  }
}
