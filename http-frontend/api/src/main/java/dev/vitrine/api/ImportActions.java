package dev.vitrine.api;

import dev.vitrine.api.json.JsonOutput;
import dev.vitrine.api.json.JsonValue.JsonObject;
import dev.vitrine.http.Request;
import dev.vitrine.http.Response;
import dev.vitrine.images.ImageService;
import dev.vitrine.images.ImportOptions;
import dev.vitrine.images.ImportService;
import dev.vitrine.images.quota.ProjectThrottle;

/// Staging and import: `…/stage`, `…/import`, `/v2/info/import`.
final class ImportActions implements RouteGroup {
  private final ImageService images;
  private final ImportService imports;
  private final ProjectThrottle throttle;
  private final Response methods;

  ImportActions(ImageService images, ImportService imports, ProjectThrottle throttle) {
    this.images = images;
    this.imports = imports;
    this.throttle = throttle;
    this.methods = Response.of(200, "application/json", methods(imports.options()));
  }

  @Override
  public void addTo(Router.Builder table) {
    table
        .route("GET", "/v2/info/import", Router.Body.REFUSED, _ -> methods)
        .route("PUT", "/v2/images/{id}/stage", Router.Body.TAKEN, this::stage)
        .route("POST", "/v2/images/{id}/import", Router.Body.TAKEN, this::order);
  }

  private static byte[] methods(ImportOptions options) {
    JsonOutput out = new JsonOutput(256);
    out.raw(
        JsonOutput.encoded(
            "{\"import-methods\":{\"description\":\"Import methods available.\",\"type\":\"array\","
                + "\"value\":["));
    for (int i = 0; i < options.methods().size(); i++) {
      if (i > 0) {
        out.raw(',');
      }
      out.text(options.methods().get(i));
    }
    return out.raw(JsonOutput.encoded("]}}")).toBytes();
  }

  /// `PUT …/stage`: takes the data and leaves the rest to an import.
  private Response stage(Call call) throws Exception {
    if (!imports.options().stages()) {
      throw new Problem(404, "The import method 'glance-direct' is not enabled");
    }
    Request request = call.request();
    UploadBody body = UploadBody.of(request);
    request.facts().onEnd(throttle.beginTransfer(call.caller())::close);
    images.stage(call.caller(), call.parameter("id"), body.declaredBytes(), body.source());
    return Response.empty(204);
  }

  /// `POST …/import`: accepted is not yet done; the image's tasks tell.
  private Response order(Call call) throws Exception {
    JsonObject body = JsonBody.object(call.request().body());
    String store = call.request().headers().first("X-Image-Meta-Store");
    imports.order(
        call.caller(),
        call.parameter("id"),
        ImportRequest.read(body, store, imports.options(), call.request().facts()));
    return Response.empty(202);
  }
}
