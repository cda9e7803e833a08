package dev.vitrine.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Sends requests about metadata definitions to an image service that runs, a Glance or a Vitrine.
/// Thread-safe.
final class ImageServiceClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// Enough of an answer to tell what is wrong.
  private static final int MOST_QUOTED_CHARS = 500;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final String base;
  private final @Nullable String token;

  /// @param service its URL, without the version
  /// @param token for the header `X-Auth-Token`; null for none
  ImageServiceClient(URI service, @Nullable String token) {
    this.base = service.toString().replaceAll("/+$", "");
    this.token = token;
  }

  /// @param path with the version, and perhaps a query
  byte[] get(String path) throws CommandFailure, InterruptedException {
    return send(path, request(path).GET());
  }

  byte[] post(String path, byte[] json) throws CommandFailure, InterruptedException {
    return send(
        path,
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json)));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Accept", "application/json");
    return token == null ? request : request.header("X-Auth-Token", token);
  }

  private byte[] send(String path, HttpRequest.Builder request)
      throws CommandFailure, InterruptedException {
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw CommandFailure.unavailable(
            "%s%s answers %d: %s".formatted(base, path, response.statusCode(), said(response)));
      }
      return response.body();
    } catch (IOException e) {
      throw CommandFailure.unavailable(base + path + " does not answer: " + e, e);
    }
  }

  private static String said(HttpResponse<byte[]> response) {
    String text = new String(response.body(), StandardCharsets.UTF_8).strip();
    return text.length() <= MOST_QUOTED_CHARS ? text : text.substring(0, MOST_QUOTED_CHARS) + "…";
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return base;
  }
}
