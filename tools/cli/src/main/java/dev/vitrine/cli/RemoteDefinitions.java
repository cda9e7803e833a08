package dev.vitrine.cli;

import dev.vitrine.images.Refusal;
import dev.vitrine.images.metadefs.NamespaceFormat;
import dev.vitrine.images.metadefs.NewNamespace;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the metadata definitions of a running image service, a Glance or a Vitrine.
final class RemoteDefinitions {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// A service that never ends its list must not keep us for ever.
  private static final int MOST_NAMESPACES = 1_000_000;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI service;
  private final @Nullable String token;
  private final NamespaceFormat format;

  /// @param service its URL, without the version
  /// @param token for the header `X-Auth-Token`; null for none
  RemoteDefinitions(URI service, @Nullable String token, NamespaceFormat format) {
    this.service = service;
    this.token = token;
    this.format = format;
  }

  List<NewNamespace> read() throws CommandFailure, InterruptedException {
    List<NewNamespace> namespaces = new ArrayList<>();
    String next = "/v2/metadefs/namespaces?sort_key=namespace&sort_dir=asc&limit=100";
    while (next != null) {
      NamespaceFormat.Page page = page(next);
      for (String name : page.names()) {
        namespaces.add(namespace(name));
      }
      next = page.names().isEmpty() ? null : page.next();
      if (namespaces.size() > MOST_NAMESPACES) {
        throw CommandFailure.unavailable(service + " lists namespaces without an end");
      }
    }
    return namespaces;
  }

  private NamespaceFormat.Page page(String path) throws CommandFailure, InterruptedException {
    try {
      return format.readPage(get(path));
    } catch (Refusal.Invalid e) {
      throw CommandFailure.unavailable(service + path + ": " + e.getMessage(), e);
    }
  }

  private NewNamespace namespace(String name) throws CommandFailure, InterruptedException {
    String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    try {
      return format.read(get("/v2/metadefs/namespaces/" + escaped));
    } catch (Refusal.Invalid e) {
      throw CommandFailure.unavailable(
          "namespace " + name + " of " + service + ": " + e.getMessage(), e);
    }
  }

  private byte[] get(String path) throws CommandFailure, InterruptedException {
    String base = service.toString().replaceAll("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(PATIENCE)
            .header("Accept", "application/json");
    if (token != null) {
      request.header("X-Auth-Token", token);
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw CommandFailure.unavailable(base + path + " answers " + response.statusCode());
      }
      return response.body();
    } catch (IOException e) {
      throw CommandFailure.unavailable(base + path + " does not answer: " + e, e);
    }
  }
}
