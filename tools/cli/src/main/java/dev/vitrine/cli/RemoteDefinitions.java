package dev.vitrine.cli;

import dev.vitrine.images.access.Refusal;
import dev.vitrine.images.metadefs.NamespaceFormat;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads the metadata definitions of a running image service, a Glance or a Vitrine.
final class RemoteDefinitions {
  /// A service that never ends its list must not keep us for ever.
  private static final int MOST_NAMESPACES = 1_000_000;

  private final ImageServiceClient service;
  private final NamespaceFormat format;

  RemoteDefinitions(ImageServiceClient service, NamespaceFormat format) {
    this.service = service;
    this.format = format;
  }

  List<DefinitionDocument> read() throws CommandFailure, InterruptedException {
    List<DefinitionDocument> namespaces = new ArrayList<>();
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
      return format.readPage(service.get(path));
    } catch (Refusal.Invalid e) {
      throw CommandFailure.unavailable(service + path + ": " + e.getMessage(), e);
    }
  }

  private DefinitionDocument namespace(String name) throws CommandFailure, InterruptedException {
    String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    try {
      return DefinitionDocument.of(service.get("/v2/metadefs/namespaces/" + escaped), format);
    } catch (Refusal.Invalid e) {
      throw CommandFailure.unavailable(
          "namespace " + name + " of " + service + ": " + e.getMessage(), e);
    }
  }
}
