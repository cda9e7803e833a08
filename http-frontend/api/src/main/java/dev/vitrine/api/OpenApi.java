package dev.vitrine.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The description of the API for programs: an OpenAPI 3.1 document, which is written by hand. A
/// test holds it to the table of routes.
final class OpenApi {
  private static final String RESOURCE = "openapi.json";

  private OpenApi() {}

  static byte[] document() {
    try (InputStream document = OpenApi.class.getResourceAsStream(RESOURCE)) {
      if (document == null) {
        throw new IllegalStateException(RESOURCE + " is not in this distribution");
      }
      return document.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
